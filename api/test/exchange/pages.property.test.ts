/** Any order of page sizes tells the same, by any way through the feed. */
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Caller } from '../harness.ts'
import { settings } from '../properties/seed.ts'
import { useWorld } from '../world.ts'
import { settled } from './settled.ts'

let manager: Caller
const world = useWorld(async () => {
  manager = await world.officer('slrt_manager')
})

/** Events a transaction: of this village, of the next one, of a kind that the reader may not see. */
const transactions = fc.array(
  fc.array(fc.constantFrom('here', 'otherVillage', 'elsewhere', 'unknown'), { minLength: 1, maxLength: 9 }),
  { maxLength: 8 },
)

test('pages of any sizes, put together, are all that the reader may see, in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      transactions,
      fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 10 }),
      async (batches, sizes) => {
        let { cursor } = await manager.api.exchange.listChanges({ query: { start: 'now' } })
        const expected: string[] = []
        for (const batch of batches) {
          const list = batch.map((where) => ({
            shard: where === 'elsewhere' ? world.shards.neighbour : world.shards.here,
            region: (where === 'unknown' ? world.here : world[where as 'here']).village,
            subject: where === 'unknown' ? 'unheard_of' : 'person',
          }))
          const { rows } = await world.owner.query<{ id: string; seq: string }>(
            `insert into events (jurisdiction_id, type, subject_type, subject_id, region_code, request_id)
             select shard, subject || '.corrected', subject, uuidv7(), region, 'test' from rows from (jsonb_to_recordset($1::jsonb) as (shard int, region text, subject text)) with ordinality as r(shard, region, subject, n) order by n
             returning id, seq::text`,
            [JSON.stringify(list)],
          )
          const inOrder = [...rows].sort((a, b) => Number(a.seq) - Number(b.seq))
          expected.push(
            ...inOrder.filter((_, n) => ['here', 'otherVillage'].includes(batch[n] ?? '')).map(({ id }) => id),
          )
        }
        await settled(world)
        const told: string[] = []
        for (let n = 0; ; n++) {
          const limit = sizes[n % sizes.length] ?? 1
          const page = await manager.api.exchange.listChanges({ query: { cursor, limit } })
          expect(page.items.length).toBeLessThanOrEqual(limit)
          told.push(...page.items.map(({ id }) => id))
          cursor = page.cursor
          if (!page.more) break
        }
        expect(told).toEqual(expected)
      },
    ),
    settings(60),
  )
}, 120_000)
