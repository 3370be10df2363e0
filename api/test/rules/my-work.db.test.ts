/** Whose work something is: each role is asked for what is its own, and who decides is not shown the pile of his desks. */
import { beforeAll, expect, test } from '@jest/globals'
import type { RoleCode } from '@pandu-gempita/shared/permissions'
import { complaintIn, createComplaint } from '../factories/complaints.ts'
import { registrationIn } from '../factories/ppks.ts'
import { referralIn } from '../factories/referrals.ts'
import { useWorld } from '../world.ts'

const world = useWorld()

const made: Record<string, string> = {}
beforeAll(async () => {
  for (const state of ['registered', 'in_handling', 'escalated', 'determination', 'resolved'] as const)
    made[state] = (await complaintIn(world, state)).id
  made['levy'] = (await createComplaint(world, { confidential: 'levy' })).complaint.id
  made['referral'] = (await referralIn(world, 'created')).id
  const { complaint } = await createComplaint(world)
  const { api } = await world.officer('slrt_manager', 'who asks')
  await api.complaints.rejectComplaint({
    params: { complaintId: complaint.id },
    ifMatch: complaint.version,
    body: { reason: 'Tidak benar.' },
  })
  made['ending'] = complaint.id
  for (const state of ['reported', 'verified', 'validated'] as const)
    made[`ppks ${state}`] = (await registrationIn(world, state)).id
})

const DESK = ['registered', 'in_handling', 'escalated', 'ending']
test.each<[RoleCode, { to_decide: string[]; to_do: string[] }]>([
  ['dinsos_head', { to_decide: ['determination', 'referral', 'ending', 'ppks validated'], to_do: [] }],
  ['dinsos_verifier', { to_decide: ['determination', 'referral', 'ending', 'ppks validated'], to_do: [] }],
  ['slrt_manager', { to_decide: ['determination', 'referral', 'ending', 'ppks reported'], to_do: ['resolved'] }],
  // A village confirms no ending.
  ['puskesos_coordinator', { to_decide: ['determination', 'referral', 'ppks reported'], to_do: ['resolved'] }],
  ['supervisor', { to_decide: ['ppks verified'], to_do: DESK }],
  ['slrt_back_office', { to_decide: [], to_do: DESK }],
  ['slrt_front_office', { to_decide: [], to_do: [] }],
  // Has nobody else for the cases of its circle, and is not asked for those of others.
  ['integrity_officer', { to_decide: [], to_do: ['levy'] }],
  ['inspectorate_officer', { to_decide: [], to_do: [] }],
])('what waits for %s', async (role, expected) => {
  const { items } = await (await world.officer(role)).api.work.getMyWork()
  const names = new Map(Object.entries(made).map(([name, id]) => [id, name]))
  const mine = (group: string) => items.filter((item) => item.group === group).flatMap(({ id }) => names.get(id) ?? [])
  expect({ to_decide: mine('to_decide').sort(), to_do: mine('to_do').sort() }).toEqual({
    to_decide: expected.to_decide.sort(),
    to_do: expected.to_do.sort(),
  })
})

test('a request to end a case goes before urgent cases, and nobody is asked for an outcome that he may not give', async () => {
  const urgent = await complaintIn(world, 'determination', { urgent: true })
  const head = await world.officer('dinsos_head')
  const ids = (await head.api.work.getMyWork()).items.map(({ id }) => id)
  expect(ids.indexOf(made['ending'] ?? '')).toBeLessThan(ids.indexOf(urgent.id))
  expect(ids).toContain(urgent.id)
  await world.owner.query('update complaints set submitted_by = $1 where id = $2', [head.id, urgent.id])
  expect((await head.api.work.getMyWork()).items.map(({ id }) => id)).not.toContain(urgent.id)
})
