/** The SQL predicate `visibleTo` shows what a plain reading of the grants shows, over random grants and rows everywhere. */
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { sql } from 'drizzle-orm'
import type { FastifyRequest } from 'fastify'
import { scopeOf, visibleTo } from '../../src/kernel/authorize.ts'
import { rows } from '../../src/kernel/db.ts'
import { createAuthenticate } from '../../src/modules/identity/authenticate.ts'
import { openSession } from '../harness.ts'
import { useWorld } from '../world.ts'
import { settings } from './seed.ts'

interface Region {
  readonly code: string
  readonly parent: string | null
}
interface Row {
  readonly n: number
  readonly jurisdiction_id: number
  readonly region_code: string
  readonly institution_id: string | null
  readonly created_by: string
}

const SOMEBODY = '019a0000-0000-7000-8000-00000000000a'
const ME = '019a0000-0000-7000-8000-00000000000b'

let regions: Region[]
let all: Row[]
const world = useWorld(async () => {
  // Two kabupaten with two kecamatan each and two villages each, under their province.
  const found = await world.owner.query<Region>(
    `with near as (
       select code, parent_code as parent, level, row_number() over (partition by parent_code order by code) as n
       from regions where code like '3313%' or code like '3314%'),
     districts as (select * from near where level = 3 and n <= 2)
     select code, parent_code as parent from regions where code in ('33', '3313', '3314')
     union all select code, parent from districts
     union all select v.code, v.parent from near v join districts d on d.code = v.parent where v.n <= 2`,
  )
  regions = found.rows
  await world.owner.query(
    `create table property_rows (n int generated always as identity, jurisdiction_id int, region_code text, institution_id uuid, created_by uuid);
     grant select on property_rows to pandu_app`,
  )
  // Rows at every level, of either institution or none, recorded by me and by somebody else.
  await world.owner.query(
    `insert into property_rows (jurisdiction_id, region_code, institution_id, created_by)
     select j.id, r.code, i.id, c.id from unnest($1::text[]) as r (code)
       join jurisdictions j on j.region_code = left(r.code, 4)
       cross join (values (null::uuid), ($2::uuid), ($3::uuid)) as i (id) cross join (values ($4::uuid), ($5::uuid)) as c (id)`,
    [regions.map((region) => region.code), world.institutionId, world.institutionElsewhereId, SOMEBODY, ME],
  )
  all = (await world.owner.query<Row>('select * from property_rows order by n')).rows
})

/** By the tree, never by the digits of the code. */
const isWithin = (code: string, area: string): boolean => {
  for (let at: string | null | undefined = code; at; at = regions.find((region) => region.code === at)?.parent)
    if (at === area) return true
  return false
}

interface RandomGrant {
  readonly what: 'permission' | 'other_permission' | 'role' | 'own_role'
  readonly scope: 'national' | 'area' | 'institution'
  readonly area: number
  readonly institution: boolean
  readonly time: 'now' | 'past' | 'future' | 'ends_today'
  readonly released: boolean
}
const grant: fc.Arbitrary<RandomGrant> = fc.record({
  what: fc.constantFrom('permission', 'other_permission', 'role', 'own_role'),
  scope: fc.constantFrom('area', 'area', 'area', 'national', 'institution'),
  area: fc.nat(),
  institution: fc.boolean(),
  time: fc.constantFrom('now', 'now', 'now', 'past', 'future', 'ends_today'),
  released: fc.constantFrom(true, true, true, false),
})
const areaOf = (one: RandomGrant): string => regions[one.area % regions.length]?.code ?? ''
const institutionOf = (one: RandomGrant): string =>
  one.institution ? world.institutionId : world.institutionElsewhereId

/** What the grants say, read by a person. Facilitators have complaint.read for their own records only. */
const expected = (grants: readonly RandomGrant[]): number[] =>
  all
    .filter((row) =>
      grants.some((one) => {
        if (one.time !== 'now' || !one.released || one.what === 'other_permission') return false
        if (one.what === 'own_role' && row.created_by !== ME) return false
        if (one.scope === 'national') return true
        if (one.scope === 'institution') return row.institution_id === institutionOf(one)
        return isWithin(row.region_code, areaOf(one))
      }),
    )
    .map((row) => row.n)

const VALIDITY = {
  now: 'daterange(current_date - 1, null)',
  past: 'daterange(current_date - 9, current_date - 1)',
  future: 'daterange(current_date + 1, null)',
  // The day on which a grant ends is not part of it any more.
  ends_today: 'daterange(current_date - 9, current_date)',
} as const

test('what a caller sees is what the grants say', async () => {
  const token = await (async () => {
    await world.owner.query(
      `insert into accounts (jurisdiction_id, id, kind, user_name, display_name, password_hash) values ($1, $2, 'officer', 'me', 'Me', 'no password')`,
      [world.shards.here, ME],
    )
    return openSession(world.owner, world.shards.here, ME)
  })()
  const authenticate = createAuthenticate(world.database, 'unused')
  const request = { headers: { authorization: `Bearer ${token}` }, cookies: {} } as unknown as FastifyRequest
  const seen = { none: 0, some: 0, all: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(grant, { maxLength: 4 }), async (grants) => {
      await world.owner.query('delete from grants where account_id = $1', [ME])
      for (const one of grants)
        await world.owner.query(
          `insert into grants (jurisdiction_id, account_id, permission, role_code, scope, region_code, institution_id, valid_from, valid_to, released_at)
           select $1, $2, $3, $4, $5, $6, $7, lower(v), upper(v), $8::timestamptz from (select ${VALIDITY[one.time]} as v) t`,
          [
            world.shards.here,
            ME,
            one.what === 'permission' ? 'complaint.read' : one.what === 'other_permission' ? 'person.read' : null,
            one.what === 'role' ? 'puskesos_front_office' : one.what === 'own_role' ? 'facilitator' : null,
            one.scope,
            one.scope === 'area' ? areaOf(one) : null,
            one.scope === 'institution' ? institutionOf(one) : null,
            one.released ? new Date() : null,
          ],
        )
      const actor = await authenticate(request)
      if (!actor) throw new Error('the session is gone')
      const visible = await rows<{ n: number }>(
        world.database.db,
        sql`select t.n from property_rows t where ${visibleTo(actor, 'complaint.read', scopeOf('t', { institution: true, owner: true }))} order by 1`,
      )
      const should = expected(grants)
      seen[should.length === 0 ? 'none' : should.length === all.length ? 'all' : 'some']++
      expect(visible.map((row) => row.n)).toEqual(should)
      // A table without institution and owner gives nothing by those scopes.
      const plain = await rows<{ n: number }>(
        world.database.db,
        sql`select t.n from property_rows t where ${visibleTo(actor, 'complaint.read', scopeOf('t'))} order by 1`,
      )
      expect(plain.map((row) => row.n)).toEqual(
        expected(grants.filter((one) => one.scope !== 'institution' && one.what !== 'own_role')),
      )
    }),
    settings(120),
  )
  // The property means something only when it has met all three.
  expect(Math.min(seen.none, seen.some, seen.all)).toBeGreaterThan(3)
}, 120_000)
