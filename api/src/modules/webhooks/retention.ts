import { sql } from 'drizzle-orm'
import { before, type Retention } from '../jobs/public.ts'

/** What goes of webhooks when its time is over. */
export const retention: Retention<'webhook_deliveries' | 'webhook_old_secrets'> = {
  // The log of messages is for finding out what went wrong, not a record; what still waits stays.
  webhook_deliveries: [
    sql`delete from webhook_deliveries where status <> 'waiting' and updated_at < ${before('webhook_deliveries')}`,
  ],
  webhook_old_secrets: [
    sql`update webhooks set old_secret = null, old_secret_until = null where old_secret_until < now()`,
  ],
}
