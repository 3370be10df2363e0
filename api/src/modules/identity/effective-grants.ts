import { sql } from 'drizzle-orm'

/** Released and in its time; alias `g`. The one place that says which grants count, at sign-in and for tokens. */
export const effective = sql`g.released_at is not null and g.valid_from <= current_date and (g.valid_to is null or g.valid_to > current_date)`
