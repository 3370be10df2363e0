import { sql } from 'drizzle-orm'
import { before, type Retention } from '../jobs/public.ts'

/** What goes of uploads when its time is over. */
export const retention: Retention<'unfinished_uploads'> = {
  unfinished_uploads: [sql`delete from import_uploads where updated_at < ${before('unfinished_uploads')}`],
}
