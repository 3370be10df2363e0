/** Import batches: uploaded through the API, then worked on as the background worker does. */
import type { ImportBatch } from '@pandu-gempita/shared/imports'
import { dtksFile, type DtksFileOptions } from '../../scripts/demo/dtks-file.ts'
import type { TaskContext } from '../../src/modules/imports/background.ts'
import { applyImport, prepareImport } from '../../src/modules/imports/tasks.ts'
import { newKey, type World } from '../world.ts'

export const fileOf = (options: Partial<DtksFileOptions> = {}): Buffer =>
  Buffer.from([...dtksFile({ rows: 12, bad: 2, kabupaten: '3314', ...options })].join(''))

export const CUT_OFF = '2025-07-20'

const contextOf = (world: World): TaskContext => ({
  database: world.database,
  secrets: world.secrets,
  signal: new AbortController().signal,
})
const payloadOf = (world: World, importId: string) => ({ jurisdictionId: world.shards.here, importId })

export async function uploadBatch(
  world: World,
  bytes: Buffer = fileOf(),
  release: { name?: string; cutOffOn?: string; coverage?: 'everybody' | 'partial' } = {},
): Promise<ImportBatch> {
  const { api } = await world.officer('slrt_back_office')
  return api.imports.uploadImport({
    query: {
      releaseName: release.name ?? 'DTKS Juli 2025',
      cutOffOn: release.cutOffOn ?? CUT_OFF,
      ...(release.coverage && { coverage: release.coverage }),
    },
    upload: { type: 'text/csv', name: 'dtks-sragen.csv', bytes },
    idempotencyKey: newKey(),
  })
}

export async function readBatch(world: World, importId: string): Promise<ImportBatch> {
  const { api } = await world.officer('slrt_manager')
  return api.imports.getImport({ params: { importId } })
}

export async function prepareBatch(world: World, importId: string): Promise<ImportBatch> {
  await prepareImport(contextOf(world), payloadOf(world, importId))
  return readBatch(world, importId)
}

export async function applyBatch(world: World, batch: ImportBatch): Promise<ImportBatch> {
  const { api } = await world.officer('slrt_manager')
  await api.imports.reviewImport({
    params: { importId: batch.id },
    body: { acceptedHolds: batch.holds },
    ifMatch: batch.version,
  })
  await applyImport(contextOf(world), payloadOf(world, batch.id))
  return readBatch(world, batch.id)
}

/** Read, checked and matched: it waits for review. */
export const matchedBatch = async (
  world: World,
  bytes?: Buffer,
  release?: { name?: string; cutOffOn?: string; coverage?: 'everybody' | 'partial' },
) => prepareBatch(world, (await uploadBatch(world, bytes, release)).id)
