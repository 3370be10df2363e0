/** What my-work needs of webhooks: which of them somebody may see. */
export { readableWebhook } from './door.ts'
