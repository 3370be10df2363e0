/** `covers` decides of a row in hand what `visibleTo` decides in a statement: one rule, told twice, held together here. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import type { Actor, ActorGrant } from '../../src/kernel/actor.ts'
import { covers, scopeOf, visibleTo, type RowScope } from '../../src/kernel/authorize.ts'
import { rows } from '../../src/kernel/db.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { settings } from '../properties/seed.ts'

let clone: TestDatabase
beforeAll(async () => {
  clone = await createTestDatabase()
})
afterAll(() => clone?.drop())

const ids = ['019a0000-0000-7000-8000-000000000001', '019a0000-0000-7000-8000-000000000002']
const id = fc.constantFrom(...ids)
const region = fc.constantFrom('33', '3314', '331401', '3314012001', '3314012002', '3313', '3313012001')
const grant: fc.Arbitrary<ActorGrant> = fc.record({
  permission: fc.constantFrom('complaint.read' as const, 'complaint.process' as const),
  scope: fc.constantFrom('national' as const, 'area' as const, 'institution' as const),
  ownOnly: fc.boolean(),
  regionCode: fc.option(region, { nil: null }),
  institutionId: fc.option(id, { nil: null }),
  jurisdictionIds: fc.subarray([1, 2, 3]),
})
const row: fc.Arbitrary<RowScope> = fc.record({
  jurisdictionId: fc.constantFrom(1, 2, 3),
  regionCode: fc.option(region, { nil: null }),
  institutionId: fc.option(id, { nil: null }),
  createdBy: fc.option(id, { nil: null }),
})
const has = fc.record({ institution: fc.boolean(), owner: fc.boolean() })

test('a row in hand and a row in a statement are covered by the same grants', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(grant, { maxLength: 4 }),
      fc.array(row, { minLength: 1, maxLength: 20 }),
      has,
      async (grants, list, scope) => {
        const actor = { id: ids[0] ?? '', grants } as unknown as Actor
        const columns = scopeOf('t', scope)
        const found = await rows<{ n: number }>(
          clone.database.db,
          sql`select t.n from jsonb_to_recordset(${JSON.stringify(
            list.map((one, n) => ({
              n,
              jurisdiction_id: one.jurisdictionId,
              region_code: one.regionCode,
              institution_id: one.institutionId,
              created_by: one.createdBy,
            })),
          )}::jsonb) as t (n int, jurisdiction_id int, region_code text, institution_id uuid, created_by uuid)
          where ${visibleTo(actor, 'complaint.read', columns)} order by 1`,
        )
        const mine = list.flatMap((one, n) => (covers(actor, 'complaint.read', columns, one) ? [n] : []))
        expect(mine).toEqual(found.map(({ n }) => n))
      },
    ),
    settings(300),
  )
})
