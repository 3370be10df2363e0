import type { releases } from '@pandu-gempita/shared/releases'
import { applyBatch, fileOf, matchedBatch } from '../factories/imports.ts'
import type { World } from '../world.ts'
import type { Samples } from './sample.ts'

interface TwoReleases {
  readonly before: string
  readonly after: string
}
const made = new WeakMap<World, Promise<TwoReleases>>()

async function makeReleases(world: World): Promise<TwoReleases> {
  const apply = async (name: string, cutOffOn: string, edition: number): Promise<string> => {
    const file = fileOf({ rows: 40, bad: 0, edition })
    const batch = await applyBatch(world, await matchedBatch(world, file, { name, cutOffOn, coverage: 'everybody' }))
    const { rows } = await world.owner.query<{ release_id: string }>(
      'select release_id from import_batches where id = $1',
      [batch.id],
    )
    return rows[0]?.release_id ?? ''
  }
  const before = await apply('DTKS Mei 2025', '2025-05-20', 1)
  return { before, after: await apply('DTKS Juni 2025', '2025-06-20', 2) }
}
const twoReleases = (world: World): Promise<TwoReleases> => {
  const known = made.get(world) ?? makeReleases(world)
  made.set(world, known)
  return known
}
const manager = (world: World) => world.officer('slrt_manager')
const compared = async (world: World) => {
  const { before, after } = await twoReleases(world)
  return {
    as: await manager(world),
    request: { params: { releaseId: after }, query: { before } },
    elsewhere: 'jurisdiction',
  } as const
}
const inVillage = async (world: World) => {
  const { before, after } = await twoReleases(world)
  return {
    as: await manager(world),
    request: { params: { releaseId: after }, query: { before, villageCode: world.here.village } },
    elsewhere: 'jurisdiction',
  } as const
}

export const releasesSamples: Samples<typeof releases> = {
  listReleases: async (world) => ({
    as: await manager(world),
    request: {},
    elsewhere: { absent: (await twoReleases(world)).after },
  }),
  compareReleases: compared,
  listReleaseDifferences: inVillage,
  downloadReleaseComparison: compared,
  downloadReleaseNotices: inVillage,
}
