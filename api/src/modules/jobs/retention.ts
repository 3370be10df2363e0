/** How what has served its time is told apart and counted; each module says in its own `retention.ts` what goes. */
import { retentionRules, type RetentionKind } from '@pandu-gempita/shared/retention'
import { sql, type SQL } from 'drizzle-orm'
import type { Queryable } from '../../kernel/db.ts'

/** Statements of some kinds; what the first one of a kind removes is counted. */
export type Retention<K extends RetentionKind> = Readonly<Record<K, readonly SQL[]>>

/** Before this moment a thing of the kind is too old. */
export const before = (kind: RetentionKind): SQL =>
  sql`now() - make_interval(hours => ${retentionRules[kind].hours}::int)`

export async function recordPurge(db: Queryable, kind: RetentionKind, removed: number): Promise<void> {
  await db.execute(sql`
    insert into retention_runs as r (kind, last_run_at, removed, last_removed_at) values (${kind}, now(), ${removed}, ${removed > 0 ? sql`now()` : sql`null`})
    on conflict (kind) do update set last_run_at = excluded.last_run_at,
      removed = case when excluded.removed > 0 then excluded.removed else r.removed end, last_removed_at = coalesce(excluded.last_removed_at, r.last_removed_at)`)
}
