import { performance } from 'node:perf_hooks'
import type { system } from '@pandu-gempita/shared/system'
import { sql } from 'drizzle-orm'
import { problem } from '../../kernel/problem-error.ts'
import type { Handlers } from '../../kernel/handlers.ts'
import { readWorkerState } from '../jobs/public.ts'

export const handlers: Handlers<typeof system> = {
  getLiveness: async () => ({ status: 'ok' }),
  getReadiness: async (context) => {
    const started = performance.now()
    // Migrated and with its reference data: both are needed before an officer can work.
    const found = await context.db.execute(sql`select 1 from reference_loads where name = 'regions'`)
    if (found.rows.length === 0) throw problem('unavailable', { retryAfterSeconds: 5 })
    const databaseMs = Math.round((performance.now() - started) * 10) / 10
    return { status: 'ok', databaseMs, worker: await readWorkerState(context.db) }
  },
}
