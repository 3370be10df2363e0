import type { imports } from '@pandu-gempita/shared/imports'
import { CUT_OFF, fileOf, matchedBatch, prepareBatch, uploadBatch } from '../factories/imports.ts'
import { newKey, type World } from '../world.ts'
import type { Samples } from './sample.ts'

const elsewhere = 'not-found'
const manager = (world: World) => world.officer('slrt_manager')
const read =
  <Q extends object>(query?: Q) =>
  async (world: World) =>
    ({
      as: await manager(world),
      request: { params: { importId: (await matchedBatch(world)).id }, ...(query && { query }) },
      elsewhere,
    }) as const

const mend = async (world: World) =>
  ({
    as: await manager(world),
    request: {
      params: { importId: (await matchedBatch(world)).id },
      body: { reason: 'Memperbaiki baris tertahan.' },
    },
    elsewhere,
  }) as const

export const importsSamples: Samples<typeof imports> = {
  // Who may upload does so for the own area, next door too.
  uploadImport: async (world) => ({
    as: await world.officer('slrt_back_office'),
    request: {
      query: { releaseName: 'DTKS Juli 2025', cutOffOn: CUT_OFF },
      upload: { type: 'text/csv', name: 'dtks sragen.csv', bytes: fileOf() },
      idempotencyKey: newKey(),
    },
    elsewhere: 'everyone',
  }),
  listImports: async (world) => ({
    as: await manager(world),
    request: { query: { limit: 200 } },
    elsewhere: { absent: (await uploadBatch(world)).id },
  }),
  getImport: read(),
  streamImportProgress: read(),
  listImportRejects: read({ limit: 1 }),
  downloadImportRejects: mend,
  downloadImportCorrections: mend,
  listImportAreaDifferences: read(),
  getImportMapping: read(),
  mapImport: async (world) => {
    // A header of its own: what is told of it must not change how other samples are read.
    const file = Buffer.from(`Nomor Induk;Nama Warga;Tempat\n9901011506800121;SUTINAH;${world.here.village}\n`)
    const batch = await prepareBatch(world, (await uploadBatch(world, file)).id)
    return {
      as: await world.officer('slrt_back_office'),
      request: {
        params: { importId: batch.id },
        body: {
          columns: [
            { position: 0, field: 'nik' as const },
            { position: 1, field: 'name' as const },
            { position: 2, field: 'villageCode' as const },
          ],
        },
        ifMatch: batch.version,
      },
      elsewhere,
    }
  },
  listImportDifferences: read({ kind: 'new' as const, limit: 5 }),
  reviewImport: async (world) => {
    const batch = await matchedBatch(world)
    return {
      as: await manager(world),
      request: { params: { importId: batch.id }, body: { acceptedHolds: [] }, ifMatch: batch.version },
      elsewhere,
    }
  },
  cancelImport: async (world) => {
    const batch = await matchedBatch(world)
    return { as: await manager(world), request: { params: { importId: batch.id }, ifMatch: batch.version }, elsewhere }
  },
  refuseImport: async (world) => {
    const batch = await matchedBatch(world)
    return {
      as: await manager(world),
      request: { params: { importId: batch.id }, body: { reason: 'Berkas lama.' }, ifMatch: batch.version },
      elsewhere,
    }
  },
}
