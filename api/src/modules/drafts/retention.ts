import { sql } from 'drizzle-orm'
import { before, type Retention } from '../jobs/public.ts'

/** What goes of drafts when nobody goes on with them. */
export const retention: Retention<'drafts'> = {
  drafts: [sql`delete from drafts where updated_at < ${before('drafts')}`],
}
