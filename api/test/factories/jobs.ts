/** Jobs that wait in the queue: of an import that was just uploaded. */
import type { World } from '../world.ts'
import { uploadBatch } from './imports.ts'

export async function queuedJob(world: World): Promise<{ id: string; importId: string }> {
  const { id: importId } = await uploadBatch(world)
  const { rows } = await world.owner.query<{ id: string }>(
    `select id::text from graphile_worker._private_jobs where payload ->> 'importId' = $1`,
    [importId],
  )
  const [job] = rows
  if (!job) throw new Error('the upload made no job')
  return { id: job.id, importId }
}
