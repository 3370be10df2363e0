import { performance } from 'node:perf_hooks'
import type { ResultOf } from '@pandu-gempita/shared/contract/operation'
import type { system } from '@pandu-gempita/shared/system'
import { sql } from 'drizzle-orm'
import { problem } from '../../kernel/problem-error.ts'
import type { Handlers } from '../../kernel/handlers.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { readWorkerState } from '../jobs/public.ts'

type Readiness = ResultOf<(typeof system)['operations']['getReadiness']>

async function look(context: ReadContext): Promise<Readiness> {
  const started = performance.now()
  // Migrated and with its reference data: both are needed before an officer can work.
  const found = await context.db.execute(sql`select 1 from reference_loads where name = 'regions'`)
  if (found.rows.length === 0) throw problem('unavailable', { retryAfterSeconds: 5 })
  const databaseMs = Math.round((performance.now() - started) * 10) / 10
  return { status: 'ok', databaseMs, worker: await readWorkerState(context.db) }
}

/** Anybody may ask, as often as he likes: the database is asked once a moment for all of them. */
const KEPT_MS = 1_000
const looks = new WeakMap<object, { readonly at: number; readonly answer: Promise<Readiness> }>()

export const handlers: Handlers<typeof system> = {
  getLiveness: async () => ({ status: 'ok' }),
  getReadiness: (context) => {
    const known = looks.get(context.db)
    if (known && Date.now() - known.at < KEPT_MS) return known.answer
    const answer = look(context)
    looks.set(context.db, { at: Date.now(), answer })
    return answer
  },
}
