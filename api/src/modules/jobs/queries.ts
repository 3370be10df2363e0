import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import type { Job, jobs, RetentionEntry, WorkerState } from '@pandu-gempita/shared/jobs'
import type { PermissionCode } from '@pandu-gempita/shared/permissions'
import { retentionKinds, retentionRules, type RetentionKind } from '@pandu-gempita/shared/retention'
import { sql } from 'drizzle-orm'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { firstRow, rows, type Queryable } from '../../kernel/db.ts'
import { readPage, type Keyset } from '../../kernel/page.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'

type Operations = (typeof jobs)['operations']

const COLUMNS = sql`t.id::text, t.task, t.subject_id as "subjectId", t.region_code as "regionCode", t.state, t.attempts, t.deaths,
  iso(t.created_at) as "createdAt", iso(t.run_at) as "runAt", iso(t.started_at) as "startedAt"`

const newest: Keyset = {
  keys: [
    { expression: sql`t.created_at`, cast: 'timestamptz' },
    { expression: sql`lpad(t.id::text, 19, '0')`, cast: 'text' },
  ],
  direction: 'desc',
}

export const listJobs = (context: ReadContext, { query }: InputOf<Operations['listJobs']>) =>
  readPage<Job>(
    context.db,
    query,
    [context.actor.id],
    newest,
    ({ after, orderBy, limit, cursorColumns }) =>
      sql`select ${COLUMNS}, ${cursorColumns} from queued_jobs() t where ${visibleTo(context.actor, 'job.read', scopeOf('t'))} and ${after} order by ${orderBy} ${limit}`,
  )

export interface FoundJob extends Job {
  readonly jurisdictionId: number
}
export const findJob = (
  context: ReadContext,
  id: string,
  permission: PermissionCode = 'job.manage',
): Promise<FoundJob | undefined> =>
  firstRow<FoundJob>(
    context.db,
    sql`select ${COLUMNS}, t.jurisdiction_id as "jurisdictionId" from queued_jobs() t where t.id = ${id}::bigint and ${visibleTo(context.actor, permission, scopeOf('t'))}`,
  )

export async function readWorkerState(db: Queryable): Promise<WorkerState> {
  const state = await firstRow<WorkerState>(
    db,
    sql`select last_seen_seconds as "lastSeenSeconds", waiting, oldest_seconds as "oldestSeconds" from worker_state()`,
  )
  if (!state) throw new Error('a count gave no row')
  return state
}

export async function listRetention(context: ReadContext): Promise<{ items: RetentionEntry[] }> {
  const runs = await rows<Pick<RetentionEntry, 'lastRunAt' | 'lastRemovedAt' | 'removed'> & { kind: RetentionKind }>(
    context.db,
    sql`select kind, iso(last_run_at) as "lastRunAt", iso(last_removed_at) as "lastRemovedAt", removed::float8 as removed from retention_runs`,
  )
  return {
    items: retentionKinds.map((kind) => {
      const { hours, from, basis } = retentionRules[kind]
      const run = runs.find((one) => one.kind === kind)
      return {
        kind,
        keptHours: hours,
        from,
        basis,
        lastRunAt: run?.lastRunAt ?? null,
        lastRemovedAt: run?.lastRemovedAt ?? null,
        removed: run?.removed ?? null,
      }
    }),
  }
}
