import { importRecord } from '@pandu-gempita/shared/import-record'
import type { RetentionKind } from '@pandu-gempita/shared/retention'
import { sql, type SQL } from 'drizzle-orm'
import { statesIn } from '../../kernel/record.ts'
import { before, type Retention } from '../jobs/public.ts'

/** An import `b` that has ended so long ago. Nothing changes it afterwards. */
const endedImport = (kind: RetentionKind, row: string): SQL =>
  sql`b.jurisdiction_id = ${sql.raw(row)}.jurisdiction_id and b.id = ${sql.raw(row)}.batch_id and b.status in ${statesIn(importRecord, 'ended')} and b.updated_at < ${before(kind)}`

/** What goes of imports when its time is over. Nothing of the register is touched. */
export const retention: Retention<
  'stray_pieces' | 'import_files' | 'import_rows' | 'import_rejects' | 'release_presence'
> = {
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
