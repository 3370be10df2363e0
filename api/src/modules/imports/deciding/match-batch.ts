/** validated → matched: what the batch would do, and whether it waits for an explicit word. */
import { sql } from 'drizzle-orm'
import { inBackground, takeStep, type TaskContext } from '../background.ts'
import type { BatchKey } from '../batch-key.ts'
import { matchAfresh } from './match.ts'
import { holdsOf } from './stop-rules.ts'

export async function matchBatch(context: TaskContext, key: BatchKey, cutOffOn: string): Promise<void> {
  await inBackground(context, key, 'matchImport', async (uow) => {
    const counts = await matchAfresh(uow.tx, key, cutOffOn)
    await takeStep(uow, key, 'match', {
      counts: sql`counts || ${JSON.stringify(counts)}::jsonb`,
      holds: sql`${sql.param(await holdsOf(uow.tx, key))}::text[]`,
      stage: 'review',
      stageDone: counts.personsNew + counts.personsChanged + counts.personsUnchanged,
    })
  })
}
