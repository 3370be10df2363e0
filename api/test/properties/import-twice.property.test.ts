/** A file applied twice is the same as once: the second time every row is found unchanged, and no fact moves. */
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { dtksFile } from '../../scripts/demo/dtks-file.ts'
import { applyBatch, matchedBatch } from '../factories/imports.ts'
import { fingerprint, type Fingerprint } from '../fingerprint.ts'
import { useWorld } from '../world.ts'
import { settings } from './seed.ts'

const world = useWorld()

const REGISTRY = [
  'persons',
  'person_revisions',
  'person_identifiers',
  'person_addresses',
  'families',
  'family_members',
  'family_rankings',
  'households',
  'household_members',
  'programme_memberships',
]
const registry = async (): Promise<Fingerprint> => {
  const print = await fingerprint(world.owner)
  return Object.fromEntries(REGISTRY.map((table) => [table, print[table] ?? 'missing']))
}

const file = fc
  .record({
    rows: fc.integer({ min: 1, max: 60 }),
    badShare: fc.integer({ min: 0, max: 40 }),
    edition: fc.integer({ min: 1, max: 4 }),
    order: fc.infiniteStream(fc.nat()),
  })
  .map(({ rows, badShare, edition, order }) => {
    const [header = '', ...lines] = dtksFile({
      rows,
      bad: Math.floor((rows * badShare) / 100),
      kabupaten: '3314',
      edition,
    })
    const shuffled = lines
      .map((line) => ({ line, at: order.next().value }))
      .sort((a, b) => a.at - b.at)
      .map(({ line }) => line)
    return Buffer.from([header, ...shuffled].join(''))
  })

test('applied twice is applied once', async () => {
  let applied = 0
  await fc.assert(
    fc.asyncProperty(file, async (bytes) => {
      const first = await matchedBatch(world, bytes)
      if (first.status === 'refused') {
        expect(first.failure).toBe('no_valid_rows')
        return
      }
      const done = await applyBatch(world, first)
      expect(done.status).toBe('applied')
      const after = await registry()

      const second = await matchedBatch(world, bytes)
      expect(second.fileSha256).toBe(first.fileSha256)
      expect(second.counts).toEqual({
        ...first.counts,
        same: first.counts.valid,
        personsNew: 0,
        personsChanged: 0,
        personsUnchanged: first.counts.valid,
        familiesNew: 0,
      })
      await applyBatch(world, second)
      expect(await registry()).toEqual(after)
      applied++
    }),
    settings(12),
  )
  expect(applied).toBeGreaterThan(6)
}, 240_000)
