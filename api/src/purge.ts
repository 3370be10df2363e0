/** Hourly: what has served its time, by the table of `@pandu-gempita/shared/retention`. Nothing of the record is touched. */
import { importRecord } from '@pandu-gempita/shared/import-record'
import { statesIn } from './kernel/record.ts'
import { retentionKinds, retentionRules, type RetentionKind } from '@pandu-gempita/shared/retention'
import { sql, type SQL } from 'drizzle-orm'
import type { Database } from './kernel/db.ts'

/** Before this moment a thing of the kind is too old. */
const before = (kind: RetentionKind): SQL => sql`now() - make_interval(hours => ${retentionRules[kind].hours}::int)`

/** An import `b` that has ended so long ago. Nothing changes it afterwards. */
const endedImport = (kind: RetentionKind, row: string): SQL =>
  sql`b.jurisdiction_id = ${sql.raw(row)}.jurisdiction_id and b.id = ${sql.raw(row)}.batch_id and b.status in ${statesIn(importRecord, 'ended')} and b.updated_at < ${before(kind)}`

/** Statements of each kind; what the first one removes is counted. */
const STATEMENTS: Readonly<Record<RetentionKind, readonly SQL[]>> = {
  idempotency_replies: [sql`delete from idempotency_keys where created_at < ${before('idempotency_replies')}`],
  sessions: [sql`delete from sessions where expires_at < now()`],
  // The longest rest is an hour; who comes back after a day begins anew.
  sign_in_tries: [sql`delete from sign_in_tries where last_try_at < ${before('sign_in_tries')}`],
  // A file is ready for a day; of one that failed nothing can be taken.
  export_files: [
    sql`delete from export_pieces p using data_exports t where t.jurisdiction_id = p.jurisdiction_id and t.id = p.export_id
          and ((t.status = 'ready' and t.expires_at < now()) or (t.status in ('failed', 'expired') and t.updated_at < ${before('export_files')}))`,
    sql`update data_exports set status = 'expired', link_hash = null, updated_at = now() where status = 'ready' and expires_at < now()`,
  ],
  // The log of messages is for finding out what went wrong, not a record; what still waits stays.
  webhook_deliveries: [
    sql`delete from webhook_deliveries where status <> 'waiting' and updated_at < ${before('webhook_deliveries')}`,
  ],
  webhook_old_secrets: [
    sql`update webhooks set old_secret = null, old_secret_until = null where old_secret_until < now()`,
  ],
  unfinished_uploads: [sql`delete from import_uploads where updated_at < ${before('unfinished_uploads')}`],
  // Uploads that broke off before they became a batch, and pieces of those above.
  stray_pieces: [
    sql`delete from import_chunks c where c.created_at < ${before('stray_pieces')} and not exists (select 1 from import_batches b where b.jurisdiction_id = c.jurisdiction_id and b.id = c.batch_id)
          and not exists (select 1 from import_uploads u where u.jurisdiction_id = c.jurisdiction_id and u.id = c.batch_id)`,
  ],
  import_files: [sql`delete from import_chunks c using import_batches b where ${endedImport('import_files', 'c')}`],
  import_rows: [
    sql`delete from import_rows r using import_batches b where ${endedImport('import_rows', 'r')}`,
    sql`delete from import_matches r using import_batches b where ${endedImport('import_rows', 'r')}`,
  ],
  import_rejects: [
    sql`update import_rejects r set line = '', value = null from import_batches b where ${endedImport('import_rejects', 'r')} and (r.line <> '' or r.value is not null)`,
  ],
  // Of an import that was never applied nobody asks who stood in it.
  release_presence: [
    sql`with ranked as (
          select p.jurisdiction_id, p.release_id, d.cut_off_on, bool_or(b.status in ${statesIn(importRecord, 'applied')}) as applied, bool_and(b.status in ${statesIn(importRecord, 'dropped')}) as dropped,
            dense_rank() over (partition by p.jurisdiction_id, p.source order by bool_or(b.status in ${statesIn(importRecord, 'applied')}) desc, d.cut_off_on desc) as newest
          from release_presence p join import_batches b on b.jurisdiction_id = p.jurisdiction_id and b.id = p.batch_id
            join data_releases d on d.jurisdiction_id = p.jurisdiction_id and d.id = p.release_id
          group by p.jurisdiction_id, p.source, p.release_id, d.cut_off_on)
        delete from release_presence p using ranked k where k.jurisdiction_id = p.jurisdiction_id and k.release_id = p.release_id
          and (k.dropped or (k.applied and k.newest > 2 and k.cut_off_on < (${before('release_presence')})::date))`,
  ],
}

export async function purgeExpired({ db }: Database): Promise<void> {
  for (const kind of retentionKinds) {
    let removed: number | undefined
    for (const statement of STATEMENTS[kind]) {
      const { rowCount } = await db.execute(statement)
      removed ??= rowCount ?? 0
    }
    await db.execute(sql`
      insert into retention_runs as r (kind, last_run_at, removed, last_removed_at) values (${kind}, now(), ${removed ?? 0}, ${(removed ?? 0) > 0 ? sql`now()` : sql`null`})
      on conflict (kind) do update set last_run_at = excluded.last_run_at,
        removed = case when excluded.removed > 0 then excluded.removed else r.removed end, last_removed_at = coalesce(excluded.last_removed_at, r.last_removed_at)`)
  }
}
