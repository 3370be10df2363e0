import { sql } from 'drizzle-orm'
import { before, type Retention } from '../jobs/public.ts'

/** What goes of signing in when its time is over. */
export const retention: Retention<'sessions' | 'sign_in_tries'> = {
  sessions: [sql`delete from sessions where expires_at < now()`],
  // The longest rest is an hour; who comes back after a day begins anew.
  sign_in_tries: [sql`delete from sign_in_tries where last_try_at < ${before('sign_in_tries')}`],
}
