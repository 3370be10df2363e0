import { sql } from 'drizzle-orm'
import { before, type Retention } from '../jobs/public.ts'

/** What goes of exports when its time is over. */
export const retention: Retention<'export_files'> = {
  // A file is ready for a day; of one that failed nothing can be taken.
  export_files: [
    sql`delete from export_pieces p using data_exports t where t.jurisdiction_id = p.jurisdiction_id and t.id = p.export_id
          and ((t.status = 'ready' and t.expires_at < now()) or (t.status in ('failed', 'expired') and t.updated_at < ${before('export_files')}))`,
    sql`update data_exports set status = 'expired', link_hash = null, updated_at = now() where status = 'ready' and expires_at < now()`,
  ],
}
