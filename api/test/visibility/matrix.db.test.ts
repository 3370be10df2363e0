/** Operations x roles x objects, against what the documents say. A cell that differs is a leak, or a door that does not open. */
import { expect, test } from '@jest/globals'
import { effectOf, type Operation } from '@pandu-gempita/shared/contract/operation'
import { roleCodes, rolePresets } from '@pandu-gempita/shared/permissions'
import type { TSchema } from 'typebox'
import { captured } from '../harness.ts'
import { sampledOperations } from '../samples/all.ts'
import { newKey, useWorld } from '../world.ts'
import { documentedRoles, READING, Stage, verdict, type Person, type Thing } from './matrix.ts'

let stage: Stage
const people: Person[] = []
const world = useWorld(async () => {
  stage = new Stage(world)
  const { here, otherVillage, elsewhere, shards } = world
  const far = await stage.farAway()
  const institution = await stage.institution(shards.here, here.regency)
  await stage.furnish('own village', here.village, shards.here, institution)
  await stage.furnish(
    'sibling village',
    otherVillage.village,
    shards.here,
    await stage.institution(shards.here, here.regency),
  )
  await stage.furnish(
    'other kabupaten',
    elsewhere.village,
    shards.neighbour,
    await stage.institution(shards.neighbour, elsewhere.regency),
  )
  await stage.furnish(
    'other province',
    far.village,
    far.shard,
    await stage.institution(far.shard, far.village.slice(0, 4)),
  )
  const villageRoles = ['facilitator', 'puskesos_front_office', 'puskesos_back_office', 'puskesos_coordinator']
  for (const role of roleCodes) {
    const { scope } = rolePresets[role]
    const region =
      scope === 'national' || scope === 'institution'
        ? ''
        : villageRoles.includes(role)
          ? here.village
          : role === 'supervisor'
            ? here.district
            : role === 'province_officer'
              ? here.regency.slice(0, 2)
              : here.regency
    const shard = scope === 'national' ? shards.nation : role === 'province_officer' ? shards.province : shards.here
    people.push(await stage.person(role, region, shard, scope === 'institution' ? institution : undefined))
  }
  people.push(await stage.person(undefined, here.regency, shards.here))
  // Who recorded something sees it by a grant that reaches only his own.
  const own = stage.things.find(({ what, where }) => what === 'complaint of a facilitator' && where === 'own village')
  people.push({
    role: 'facilitator',
    id: own?.owner ?? '',
    token: await (await import('../harness.ts')).openSession(world.owner, shards.here, own?.owner ?? ''),
    region: here.village,
    institution: undefined,
  })
})

const PARAMS: Readonly<Record<string, Thing['kind']>> = {
  personId: 'person',
  familyId: 'family',
  complaintId: 'complaint',
  referralId: 'referral',
  registrationId: 'registration',
  accountId: 'account',
}
/** Read by another permission than their kind: what these tell is a matter of their own. */
const OWN_READING: Readonly<Record<string, string>> = {
  listPersonAccess: 'access-log.read',
  revealPerson: 'person.reveal',
  // Who changes accounts sees them by that.
  grantRole: 'account.manage',
  revokeGrant: 'account.manage',
  resetPassword: 'account.manage',
  reactivateAccount: 'account.manage',
}
/** Not asked, with the reason. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  downloadPpksPhoto: 'there is no photo, so it is absent for everybody',
  uploadPpksPhoto: 'takes a picture; its guards are those of the steps',
}

/** The least that a schema takes. */
function least(schema: TSchema): unknown {
  const s = schema as {
    type?: string
    const?: unknown
    enum?: unknown[]
    anyOf?: TSchema[]
    properties?: Record<string, TSchema>
    required?: string[]
    minLength?: number
    minItems?: number
    items?: TSchema
    minimum?: number
    format?: string
    pattern?: string
  }
  if (s.const !== undefined) return s.const
  if (s.enum) return s.enum[0]
  if (s.anyOf?.[0]) return least(s.anyOf[0])
  if (s.type === 'object')
    return Object.fromEntries((s.required ?? []).map((name) => [name, least((s.properties ?? {})[name] as TSchema)]))
  if (s.type === 'array') return Array.from({ length: s.minItems ?? 0 }, () => least(s.items as TSchema))
  if (s.type === 'integer' || s.type === 'number') return s.minimum ?? 1
  if (s.type === 'boolean') return true
  // Digits: a region.
  if (s.pattern?.startsWith('^[1-9][0-9]{5}')) return world.here.district
  if (s.format === 'uuid') return '019a0000-0000-7000-8000-000000000000'
  if (s.format === 'date') return '2025-01-01'
  return 'x'.repeat(Math.max(1, s.minLength ?? 1))
}

const STALE = 999_999
const requestOf = (operation: Operation, param: string, id: string) => ({
  params: Object.fromEntries(
    Object.keys(operation.params ?? {}).map((name) => [
      name,
      name === param ? id : '019a0000-0000-7000-8000-000000000000',
    ]),
  ),
  ...(operation.body && { body: least(operation.body) }),
  ...(operation.concurrency && { ifMatch: STALE }),
  ...(operation.idempotency && { idempotencyKey: newKey() }),
})

const cells = sampledOperations.flatMap(({ module, id, operation }) => {
  const param = Object.keys(operation.params ?? {}).find((name) => PARAMS[name] !== undefined)
  const permission = typeof operation.access === 'object' ? operation.access.permission : undefined
  return param && permission && !LEFT_OUT[id]
    ? [{ module, id, operation, param, permission, kind: PARAMS[param] as Thing['kind'] }]
    : []
})

test('every operation on a record, by every role, on records near and far', async () => {
  const roles = documentedRoles()
  expect([...roles.keys()].sort()).toEqual([...roleCodes].sort())
  expect(cells.length).toBeGreaterThan(55)
  const wrong: string[] = []
  const count = { forbidden: 0, hidden: 0, seen: 0 }
  for (const { module, id, operation, param, permission, kind } of cells)
    for (const thing of stage.things.filter((one) => one.kind === kind))
      for (const person of people) {
        const expected = verdict(roles, person, permission, thing, OWN_READING[id] ?? READING[kind])
        // Without the permission nothing of the record is looked at: once is enough.
        if (expected === 'forbidden' && thing.where !== 'own village') continue
        count[expected]++
        const reply = await world.send(await captured(module, id, requestOf(operation, param, thing.id)), person.token)
        const read = effectOf(operation) === 'read'
        const right =
          expected === 'forbidden'
            ? reply.status === 403
            : expected === 'hidden'
              ? reply.status === 404
              : read
                ? reply.status === 200
                : // The version is stale, so nothing is done; that it is known is what shows.
                  [403, 409, 412, 422].includes(reply.status)
        if (!right)
          wrong.push(
            `${id} by ${person.role ?? 'nobody'} on ${thing.what} in ${thing.where}: ${expected}, got ${reply.status}`,
          )
      }
  expect(wrong).toEqual([])
  expect(count.forbidden + count.hidden + count.seen).toBeGreaterThan(3_000)
  for (const cell of Object.values(count)) expect(cell).toBeGreaterThan(200)
}, 120_000)

test('whom a referral names is told to the institution while it is in its hands', async () => {
  const officer = people.find(({ role }) => role === 'institution_officer')
  const told: Record<string, boolean> = {}
  for (const thing of stage.things.filter(({ kind, where }) => kind === 'referral' && where === 'own village')) {
    const reply = await world.send({ method: 'GET', url: `/v1/referrals/${thing.id}`, headers: {} }, officer?.token)
    told[thing.what] = reply.text.includes('Warga Papan')
  }
  expect(told).toEqual({
    'referral created': false,
    'referral sent': true,
    'referral taken back before': false,
    'referral taken back after': false,
    'referral declined': false,
  })
})

test('lists hold what their records would show, and nothing else', async () => {
  const roles = documentedRoles()
  const wrong: string[] = []
  for (const [url, kind] of [
    ['/v1/complaints?limit=200', 'complaint'],
    ['/v1/referrals?limit=200', 'referral'],
    ['/v1/ppks-registrations?limit=200', 'registration'],
  ] as const)
    for (const person of people) {
      const reply = await world.send({ method: 'GET', url, headers: {} }, person.token)
      for (const thing of stage.things.filter((one) => one.kind === kind)) {
        const expected = verdict(roles, person, READING[kind], thing, READING[kind]) === 'seen'
        const listed = reply.status === 200 && reply.text.includes(thing.id)
        if (listed !== expected)
          wrong.push(
            `${url} by ${person.role ?? 'nobody'}: ${thing.what} in ${thing.where} ${listed ? 'listed' : 'missing'}`,
          )
      }
    }
  expect(wrong).toEqual([])
}, 60_000)
