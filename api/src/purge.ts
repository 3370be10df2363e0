/** Hourly: what has served its time. Nothing of the record is touched. */
import { uploadKeptDays } from '@pandu-gempita/shared/uploads'
import { sql } from 'drizzle-orm'
import type { Database } from './kernel/db.ts'

export async function purgeExpired({ db }: Database): Promise<void> {
  await db.execute(sql`delete from idempotency_keys where created_at < now() - interval '48 hours'`)
  await db.execute(sql`delete from sessions where expires_at < now()`)
  // The longest rest is an hour; who comes back after a day begins anew.
  await db.execute(sql`delete from sign_in_tries where last_try_at < now() - interval '1 day'`)
  // Files of exports are kept for a day; that there was one stays on record.
  await db.execute(
    sql`delete from export_pieces p using data_exports t where t.jurisdiction_id = p.jurisdiction_id and t.id = p.export_id and t.status = 'ready' and t.expires_at < now()`,
  )
  await db.execute(
    sql`update data_exports set status = 'expired', link_hash = null, updated_at = now() where status = 'ready' and expires_at < now()`,
  )
  // The log of messages is for finding out what went wrong, not a record; what still waits stays.
  await db.execute(
    sql`delete from webhook_deliveries where status <> 'waiting' and updated_at < now() - interval '30 days'`,
  )
  await db.execute(sql`update webhooks set old_secret = null, old_secret_until = null where old_secret_until < now()`)
  // Staged rows of imports that ended a month ago: the facts, the counts and the rejected rows stay.
  for (const table of ['import_rows', 'import_matches'])
    await db.execute(
      sql`delete from ${sql.identifier(table)} r using import_batches b where b.jurisdiction_id = r.jurisdiction_id and b.id = r.batch_id and b.status in ('applied', 'refused', 'cancelled') and b.updated_at < now() - interval '30 days'`,
    )
  // Uploads in pieces that nobody has gone on with, and finished ones, which are batches.
  await db.execute(sql`delete from import_uploads where updated_at < now() - ${`${uploadKeptDays} days`}::interval`)
  // Uploads that broke off before they became a batch, and pieces of those above.
  await db.execute(
    sql`delete from import_chunks c where c.created_at < now() - interval '1 day' and not exists (select 1 from import_batches b where b.jurisdiction_id = c.jurisdiction_id and b.id = c.batch_id)
          and not exists (select 1 from import_uploads u where u.jurisdiction_id = c.jurisdiction_id and u.id = c.batch_id)`,
  )
}
