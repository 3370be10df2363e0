/** The door to a webhook: who sees it, and what the audit log tells of its columns. */
import { webhookRecord } from '@pandu-gempita/shared/webhooks'
import { sql, type SQL } from 'drizzle-orm'
import type { Actor } from '../../kernel/actor.ts'
import { scopeOf } from '../../kernel/authorize.ts'
import { defineDoor } from '../../kernel/record.ts'
import { webhooks } from './tables.ts'

/** Programs of different makers work in one area; none of them has to do with the others' receivers. Alias t. */
export const readableWebhook = (actor: Actor): SQL =>
  actor.kind === 'machine' ? sql`t.created_by = ${actor.id}` : sql`true`

export const webhookDoor = defineDoor({
  record: webhookRecord,
  table: webhooks,
  scope: scopeOf('t'),
  readPermission: 'webhook.read',
  readable: readableWebhook,
  rules: {},
  told: {
    name: 'digest',
    types: 'plain',
    failure: 'plain',
    secret: 'never',
  },
})
