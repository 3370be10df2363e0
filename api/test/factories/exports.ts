/** Exports: asked for through the API, then made as the background worker does. */
import type { RequestOf } from '@pandu-gempita/shared/contract/client'
import type { DataExport, exports } from '@pandu-gempita/shared/exports'
import { makeExport } from '../../src/modules/exports/task.ts'
import type { Caller } from '../harness.ts'
import { newKey, type World } from '../world.ts'

type NewExport = RequestOf<(typeof exports)['operations']['createExport']>['body']

export async function madeExport(world: World, caller: Caller, wish: Partial<NewExport> = {}): Promise<DataExport> {
  const { id } = await caller.api.exports.createExport({
    body: {
      kind: 'persons',
      format: 'ndjson',
      regionCode: world.here.regency,
      purpose: 'Pemadanan data bantuan sosial.',
      ...wish,
    },
    idempotencyKey: newKey(),
  })
  const { rows } = await world.owner.query<{ jurisdiction_id: number }>(
    'select jurisdiction_id from data_exports where id = $1',
    [id],
  )
  await makeExport(
    { database: world.database, secrets: world.secrets, signal: new AbortController().signal },
    { jurisdictionId: rows[0]?.jurisdiction_id, exportId: id },
  )
  return caller.api.exports.getExport({ params: { exportId: id } })
}

export async function takeExport(caller: Caller, exportId: string): Promise<Buffer> {
  const { token } = await caller.api.exports.createExportLink({ body: { exportId } })
  const reply = await caller.send({ method: 'GET', url: `/v1/exports/${exportId}/file?token=${token}`, headers: {} })
  if (reply.status !== 200) throw new Error(`${reply.status} ${reply.text}`)
  return Buffer.from(reply.bytes)
}
