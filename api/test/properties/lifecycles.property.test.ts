/** Random walks through each lifecycle, by officers who may: the API goes where the model goes, and nowhere else. */
import { expect, test } from '@jest/globals'
import type { Complaint } from '@pandu-gempita/shared/complaints'
import { complaintRecord } from '@pandu-gempita/shared/complaint-record'
import { ApiProblem } from '@pandu-gempita/shared/contract/client'
import { can, stepNames, stepsFrom, type RecordDefinition, type StepOf } from '@pandu-gempita/shared/contract/record'
import { ppksRecord } from '@pandu-gempita/shared/ppks'
import { referralRecord } from '@pandu-gempita/shared/referrals'
import fc from 'fast-check'
import { complaintIn, createComplaint, stepComplaint } from '../factories/complaints.ts'
import { createRegistration, stepRegistration } from '../factories/ppks.ts'
import { createReferral, moveReferral, stepReferral } from '../factories/referrals.ts'
import { useWorld } from '../world.ts'
import { settings } from './seed.ts'

const world = useWorld()

interface Aggregate {
  readonly id: string
  readonly status: string
  readonly version: number
}

const stored = async (table: string, id: string): Promise<Aggregate | undefined> => {
  const { rows } = await world.owner.query<Aggregate>(`select id, status, version from ${table} where id = $1`, [id])
  return rows[0]
}
/** Events of the record, oldest first: the history that timelines show. */
const history = async (id: string): Promise<string[]> => {
  const { rows } = await world.owner.query<{ type: string }>(
    'select type from events where subject_id = $1 order by seq',
    [id],
  )
  return rows.map(({ type }) => type.split('.')[1] ?? '')
}

/** One try: the step is made exactly when the model allows it; else the refusal names what the state does allow. */
async function tryStep<D extends RecordDefinition, R extends Aggregate>(
  lifecycle: D,
  record: R,
  transition: StepOf<D>,
  step: () => Promise<R>,
): Promise<R> {
  if (can(lifecycle, transition, record.status)) {
    const after = await step()
    expect(after).toMatchObject({ status: lifecycle.steps[transition]?.to, version: record.version + 1 })
    return after
  }
  const refusal = await step().then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(refusal instanceof ApiProblem))
    throw new Error(`${transition} from ${record.status} was not refused`, { cause: refusal })
  expect(refusal.problem).toMatchObject({
    code: 'transition-not-allowed',
    allowed: stepsFrom(lifecycle, record.status),
  })
  return record
}

/** Two moves in three are ones that the state allows, so that walks come far; the others try whatever there is. */
interface Move {
  readonly legal: number
  readonly at: number
}
const moves = (length: number): fc.Arbitrary<Move[]> =>
  fc.array(fc.record({ legal: fc.nat({ max: 2 }), at: fc.nat() }), { minLength: length / 2, maxLength: length })
function choose<D extends RecordDefinition>(
  lifecycle: D,
  names: readonly StepOf<D>[],
  status: string,
  { legal, at }: Move,
): StepOf<D> {
  const possible = names.filter((name) => can(lifecycle, name, status))
  const from = legal > 0 && possible.length > 0 ? possible : names
  const chosen = from[at % from.length]
  if (chosen === undefined) throw new Error('a lifecycle without steps')
  return chosen
}
const called = <D extends RecordDefinition>(lifecycle: D): StepOf<D>[] =>
  stepNames(lifecycle).filter((name) => lifecycle.steps[name]?.causedBy === undefined)

/** What the Inspektorat does is for confidential cases alone: api/test/rules/endings.db.test.ts. */
const complaintSteps = called(complaintRecord).filter((name) => name !== 'overturnRejection')

test('PPKS registrations', async () => {
  const reached = new Set<string>()
  await fc.assert(
    fc.asyncProperty(moves(16), async (walk) => {
      let registration = await createRegistration(world)
      const states: string[] = [registration.status]
      for (const move of walk) {
        const transition = choose(ppksRecord, called(ppksRecord), registration.status, move)
        const next = await tryStep(ppksRecord, registration, transition, () =>
          stepRegistration(world, registration, transition),
        )
        if (next !== registration) states.push(next.status)
        registration = next
        reached.add(next.status)
      }
      expect(await stored('ppks_registrations', registration.id)).toEqual({
        id: registration.id,
        status: registration.status,
        version: states.length,
      })
      expect(await history(registration.id)).toEqual(states)
    }),
    settings(15),
  )
  expect(reached.size).toBeGreaterThan(5)
}, 120_000)

test('referrals', async () => {
  const reached = new Set<string>()
  await fc.assert(
    fc.asyncProperty(moves(10), async (walk) => {
      let referral = await createReferral(world, await complaintIn(world, 'categorised'))
      const states: string[] = [referral.status]
      for (const move of walk) {
        const transition = choose(referralRecord, called(referralRecord), referral.status, move)
        // An institution does not see a referral that never was sent, also not one taken back: for it there is none.
        const answers = referralRecord.steps[transition].permission === 'referral.answer'
        if (answers && !states.includes('sent')) {
          await expect(stepReferral(world, referral, transition)).rejects.toMatchObject({
            problem: { code: 'not-found' },
          })
          continue
        }
        const next = await tryStep(referralRecord, referral, transition, () =>
          stepReferral(world, referral, transition),
        )
        if (next !== referral) states.push(next.status)
        referral = next
        reached.add(next.status)
      }
      expect(await stored('referrals', referral.id)).toEqual({
        id: referral.id,
        status: referral.status,
        version: states.length,
      })
      expect(await history(referral.id)).toEqual(states)
    }),
    settings(15),
  )
  expect(reached.size).toBeGreaterThan(5)
}, 120_000)

type Leg = 'declined' | 'cancelled' | 'completed'
const LEG_ENDS: readonly Leg[] = ['declined', 'cancelled', 'completed']

/** A leg has ended: while another is open the complaint waits; then a result goes to the manager, anything else comes back. */
const afterLegs = (legs: readonly (Leg | 'open')[]): string =>
  legs.includes('open') ? 'referred' : legs.includes('completed') ? 'determination' : 'categorised'

test('complaints with their referrals', async () => {
  const reached = new Set<string>()
  const names = [...complaintSteps, 'refer' as const]
  await fc.assert(
    fc.asyncProperty(
      moves(20),
      fc.array(fc.constantFrom(...LEG_ENDS), { minLength: 20, maxLength: 20 }),
      fc.constantFrom('draft', 'registered', 'categorised', 'in_handling'),
      async (walk, ends, start) => {
        let complaint: Complaint =
          start === 'draft'
            ? (await createComplaint(world, { draft: true })).complaint
            : await complaintIn(world, start)
        let made = complaint.version
        const legs: (Leg | 'open')[] = []
        const manager = (await world.officer('slrt_manager')).api.complaints
        for (const [n, move] of walk.entries()) {
          const end = ends[n] ?? 'completed'
          const open = legs.indexOf('open')
          if (open >= 0 && move.legal > 0) {
            const leg = complaint.referrals[open]
            if (!leg) throw new Error('the complaint does not show its referral')
            await moveReferral(world, leg.id, end)
            legs[open] = end
            complaint = await manager.getComplaint({ params: { complaintId: complaint.id } })
            expect(complaint.status).toBe(afterLegs(legs))
            if (complaint.status !== 'referred') made++
          } else {
            const before = complaint
            // A second leg to the one institution of the world is refused while the first is open.
            const step = choose(
              complaintRecord,
              open >= 0 ? names.filter((name) => name !== 'refer') : names,
              before.status,
              move,
            )
            complaint = await tryStep(complaintRecord, before, step, () => stepComplaint(world, before, step))
            if (complaint === before) continue
            made++
            if (step === 'refer') legs.push('open')
            // Who died or moved is with no institution any more.
            if (step === 'recordSubjectGone') legs.forEach((leg, at) => (legs[at] = leg === 'open' ? 'cancelled' : leg))
          }
          reached.add(complaint.status)
          expect(
            complaint.referrals.map((leg) => (LEG_ENDS.find((state) => state === leg.status) ?? 'open') as string),
          ).toEqual(legs)
        }
        expect(await stored('complaints', complaint.id)).toEqual({
          id: complaint.id,
          status: complaint.status,
          version: made,
        })
      },
    ),
    settings(20),
  )
  expect(reached.size).toBeGreaterThan(10)
}, 240_000)
