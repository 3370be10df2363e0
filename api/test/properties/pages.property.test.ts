/** Keyset pages put together are the whole list in order, each row once, whatever is written meanwhile. */
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Caller } from '../harness.ts'
import { useWorld } from '../world.ts'
import { settings } from './seed.ts'

let officer: Caller
const world = useWorld(async () => {
  officer = await world.officer('slrt_manager')
})

interface RowTimes {
  readonly created: number
  readonly due: number | null
}
/** Few different moments, so that many rows share one and only the id tells them apart. */
const times: fc.Arbitrary<RowTimes> = fc.record({
  created: fc.nat({ max: 5 }),
  due: fc.option(fc.nat({ max: 3 }), { nil: null }),
})

const BASE = Date.parse('2025-01-01T00:00:00.123Z')
let number = 0
async function insert(list: readonly RowTimes[]): Promise<string[]> {
  const { rows } = await world.owner.query<{ id: string }>(
    `insert into complaints (jurisdiction_id, id, ticket, secret_hash, status, channel, urgency, story, region_code, reporter_kind, created_by, created_by_name, created_at, due_at)
     select $1, new_id($1), '3314-' || (n + $5)::text, 'x', 'registered', 'web', 'normal', 'cerita', $2, 'anonymous', $3, 'uji', c.created, c.due
     from jsonb_to_recordset($4::jsonb) as c (n int, created timestamptz, due timestamptz) returning id`,
    [
      world.shards.here,
      world.here.village,
      officer.id,
      JSON.stringify(
        list.map(({ created, due }, n) => ({
          n,
          created: new Date(BASE + created).toISOString(),
          due: due === null ? null : new Date(BASE + due * 1000).toISOString(),
        })),
      ),
      (number += 1000),
    ],
  )
  return rows.map(({ id }) => id)
}

test.each(['newest', 'due'] as const)(
  'complaints, %s first',
  async (order) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(times, { maxLength: 25 }),
        fc.array(fc.array(times, { maxLength: 3 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 7 }),
        async (base, inserts, limit) => {
          await world.owner.query('delete from complaints')
          const known = await insert(base)
          const pages: { id: string; createdAt: string; dueAt: string | null }[] = []
          let cursor: string | null = null
          for (let n = 0; n === 0 || cursor !== null; n++) {
            const page: { items: typeof pages; nextCursor: string | null } =
              await officer.api.complaints.listComplaints({
                query: { order, limit, ...(cursor !== null && { cursor }) },
              })
            expect(page.items.length).toBeLessThanOrEqual(limit)
            pages.push(...page.items)
            cursor = page.nextCursor
            await insert(inserts[n] ?? [])
          }
          const ids = pages.map(({ id }) => id)
          expect(new Set(ids).size).toBe(ids.length)
          expect(known.filter((id) => !ids.includes(id))).toEqual([])
          // In the order that the list promises; a missing due time comes last.
          const keys = pages.map(
            ({ id, createdAt, dueAt }) => `${order === 'newest' ? createdAt : (dueAt ?? '9999')} ${id}`,
          )
          const sorted = [...keys].sort()
          expect(keys).toEqual(order === 'newest' ? sorted.reverse() : sorted)
          if (inserts.every((list) => list.length === 0)) expect(ids).toHaveLength(known.length)
        },
      ),
      settings(60),
    )
  },
  120_000,
)
