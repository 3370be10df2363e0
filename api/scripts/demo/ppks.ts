/** PPKS registrations in every state, with the history that leads there. */
import type { RoleCode } from '@pandu-gempita/shared/permissions'
import { ppks, ppksRecord } from '@pandu-gempita/shared/ppks'
import { actorFor, type CaseMaker, type PpksTypeRow } from './case-maker.ts'
import { operationOf, pathTo, writeStep } from './history.ts'
import type { DemoPerson } from './people.ts'
import { dateOf, DAY, HOUR } from './plan.ts'
import { PPKS_NOTES } from './scenarios.ts'

const PPKS_ACTORS: Readonly<Record<string, RoleCode>> = {
  verify: 'puskesos_coordinator',
  validate: 'supervisor',
  determine: 'dinsos_verifier',
  return: 'slrt_manager',
}

const suits = (type: PpksTypeRow, person: DemoPerson): boolean =>
  type.unit !== 'group' &&
  (type.min_age === null || person.age >= type.min_age) &&
  (type.max_age === null || person.age <= type.max_age) &&
  (type.sex === null || type.sex === person.sex)

export const makePpks = (maker: CaseMaker, count: number): void => {
  const { rows, random, jurisdiction, today } = maker
  const used = new Set<string>()
  for (let n = 0; n < count; n++) {
    const status = ppksRecord.states[n % ppksRecord.states.length] ?? ppksRecord.initial
    const person = random.pick(maker.people)
    const fitting = maker.types.filter((type) => suits(type, person))
    if (fitting.length === 0) continue
    const type = random.pick(fitting)
    if (used.has(`${person.id} ${type.code}`)) continue
    used.add(`${person.id} ${type.code}`)
    const path = pathTo(ppksRecord, status)
    let at = new Date(today.getTime() - random.int(path.length * 4 + 2, 120) * DAY + random.int(1, 9) * HOUR)
    const id = random.uuid(at, maker.jurisdiction)
    const author = actorFor(maker, random.pick(['facilitator', 'puskesos_front_office', 'slrt_front_office'] as const))
    const subject = {
      jurisdiction,
      type: 'ppks',
      id,
      aboutId: person.id,
      regionCode: person.village.code,
      visibleWith: type.restricted ? 'ppks.read-restricted' : null,
    }
    const created = at
    writeStep(rows, random, subject, {
      at,
      actor: author,
      operation: 'registerPpks',
      from: null,
      to: ppksRecord.initial,
      transition: null,
      details: { typeCode: type.code },
    })
    let state: string = ppksRecord.initial
    for (const transition of path) {
      at = new Date(at.getTime() + random.int(6, 80) * HOUR)
      const step = ppksRecord.steps[transition as keyof typeof ppksRecord.steps]
      const actor = actorFor(maker, PPKS_ACTORS[transition] ?? 'slrt_back_office')
      writeStep(rows, random, subject, {
        at,
        actor,
        operation: operationOf(ppksRecord, ppks.operations, transition),
        from: state,
        to: step.to,
        transition,
        details: { typeCode: type.code },
      })
      state = step.to
    }
    const ended = ['left', 'died', 'moved'].includes(state)
    rows.add('ppks_registrations', {
      jurisdiction_id: jurisdiction,
      id,
      person_id: person.id,
      type_code: type.code,
      restricted: type.restricted,
      region_code: person.village.code,
      status: state,
      note: random.pick(PPKS_NOTES),
      status_reason:
        state === 'returned'
          ? 'Mohon lengkapi keterangan pengasuh dan foto rumah.'
          : ended
            ? 'Dicatat oleh petugas lapangan.'
            : null,
      ended_on: ended ? dateOf(at) : null,
      created_by: author.id,
      created_by_name: author.displayName,
      version: path.length + 1,
      created_at: created.toISOString(),
      updated_at: at.toISOString(),
    })
    type.criteria.forEach((criterion, index) =>
      rows.add('ppks_answers', {
        jurisdiction_id: jurisdiction,
        registration_id: id,
        criterion_code: criterion,
        met: index === 0 || random.chance(0.4),
      }),
    )
  }
}
