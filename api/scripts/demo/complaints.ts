/** Complaints and referrals in every state, with the history that leads there. */
import { complaints } from '@pandu-gempita/shared/complaints'
import { complaintRecord } from '@pandu-gempita/shared/complaint-record'
import type { RoleCode } from '@pandu-gempita/shared/permissions'
import { referralRecord, referrals } from '@pandu-gempita/shared/referrals'
import { sha256 } from '../../src/kernel/digest.ts'
import { actorFor, type CaseMaker, type DemoInstitution } from './case-maker.ts'
import { operationOf, pathTo, writeStep } from './history.ts'
import { DAY, HOUR } from './plan.ts'
import { CANCELLED, DECLINED, scenarios, STORIES } from './scenarios.ts'

const COMPLAINT_ACTORS: Readonly<Record<string, RoleCode>> = {
  determine: 'slrt_manager',
  close: 'slrt_manager',
  reject: 'slrt_manager',
  returnToOfficer: 'slrt_manager',
  register: 'slrt_front_office',
  withdraw: 'slrt_front_office',
}
/** The step whose clock runs in a state; while the citizen looks for papers none does. */
const DUE_STEPS: Readonly<Record<string, string>> = {
  registered: 'screening',
  screened: 'categorisation',
  reopened: 'categorisation',
  categorised: 'handling',
  in_handling: 'handling',
  field_visit: 'handling',
  escalated: 'handling',
  determination: 'determination',
  resolved: 'closing',
}
const REFERRAL_DUE: Readonly<Record<string, string>> = {
  created: 'referral_approval',
  approved: 'referral_approval',
  sent: 'referral_acceptance',
  accepted: 'referral_result',
  in_progress: 'referral_result',
}

/** A complaint's steps; `refer` is among the operations of referrals. */
const OPERATIONS = { ...complaints.operations, ...referrals.operations }

const ADULT = 18

export interface DemoTicket {
  readonly ticket: string
  readonly secret: string
}

export const makeComplaints = (maker: CaseMaker, count: number): DemoTicket[] => {
  const { rows, random, jurisdiction, today } = maker
  const tickets: DemoTicket[] = []
  let previous: string | null = null
  // Whoever comes to the counter for himself is grown up.
  const adults = maker.people.filter((person) => person.age >= ADULT)
  for (let n = 0; n < count; n++) {
    const scenario = scenarios[n % scenarios.length]
    if (!scenario) break
    const story = random.pick(STORIES)
    const subjectPerson = random.pick(adults)
    const urgency = story.urgent ? 'urgent' : 'normal'
    // A step takes a day; most open work was touched today or yesterday, so that an overdue case stands out.
    const idle = scenario.open ? random.pick([0, 0, 0, 0, 1, 1, 2, 5]) : random.int(15, 80)
    const legSteps = scenario.referral === undefined ? 0 : pathTo(referralRecord, scenario.referral).length
    // A day at least: the hours of the first one are added, and nothing has happened later than now.
    const days = Math.max(1, idle + scenario.steps.length + legSteps)
    let at = new Date(today.getTime() - days * DAY + random.int(1, 9) * HOUR)
    const created = at
    const id = random.uuid(at, maker.jurisdiction)
    const author = actorFor(maker, random.pick(['facilitator', 'puskesos_front_office', 'slrt_front_office'] as const))
    const known = subjectPerson.name !== null
    const reporter = random.pick(known ? ['listed', 'listed', 'unlisted', 'anonymous'] : ['unlisted'])
    const aboutId = reporter === 'anonymous' ? null : subjectPerson.id
    const subject = {
      jurisdiction,
      type: 'complaint',
      id,
      aboutId,
      regionCode: subjectPerson.village.code,
      visibleWith: null,
    }
    const ticket = { ticket: `${maker.placeCode}-${random.code(8)}`, secret: random.code(12) }
    tickets.push(ticket)
    const marks: {
      registered: Date | null
      screened: Date | null
      resolved: Date | null
      closed: Date | null
      submitter: string | null
    } = {
      registered: null,
      screened: null,
      resolved: null,
      closed: null,
      submitter: null,
    }
    let state: string = complaintRecord.initial
    let leg: string | null = null
    if (scenario.steps.length === 0)
      writeStep(rows, random, subject, {
        at,
        actor: author,
        operation: 'createComplaint',
        from: null,
        to: state,
        transition: null,
        details: { ticket: ticket.ticket },
      })
    for (const name of scenario.steps) {
      const step = complaintRecord.steps[name]
      const first = name === 'register'
      if (!first) at = new Date(Math.min(at.getTime() + random.int(3, 46) * HOUR, today.getTime()))
      const institution =
        maker.institutions.find((each) => each.sectors.includes(story.sector)) ?? random.pick(maker.institutions)
      const caused = ['receiveDeclined', 'receiveResult'].includes(name)
      const actor = first
        ? author
        : caused
          ? institution.officer
          : actorFor(maker, COMPLAINT_ACTORS[name] ?? 'slrt_back_office')
      if (name === 'refer') {
        leg = scenario.referral ?? 'created'
        at = makeReferral(maker, {
          complaintId: id,
          ticket: ticket.ticket,
          at,
          aboutId,
          regionCode: subject.regionCode,
          urgency,
          institution,
          status: leg,
          request: story.request,
          programme: story.programme,
        })
      }
      writeStep(rows, random, subject, {
        at,
        actor,
        operation: first ? 'createComplaint' : operationOf(complaintRecord, OPERATIONS, name),
        from: first ? null : state,
        to: step.to,
        transition: first ? null : name,
        details: {
          ticket: ticket.ticket,
          ...(name === 'screen' && { screeningResult: 'listed' }),
          ...(name === 'determine' && { outcome: 'served' }),
        },
      })
      state = step.to
      if (first) marks.registered = at
      if (name === 'screen') marks.screened = at
      if (name === 'submitForDetermination' || name === 'receiveResult') marks.submitter = actor.id
      if (name === 'determine') marks.resolved = at
      if (name === 'close') marks.closed = at
    }
    const dueStep = state === 'referred' ? (REFERRAL_DUE[leg ?? ''] ?? null) : (DUE_STEPS[state] ?? null)
    const hours = dueStep === null ? undefined : maker.standards.get(`${dueStep} ${urgency}`)
    const categorised = scenario.steps.includes('categorise')
    const resolved = marks.resolved !== null
    rows.add('complaints', {
      jurisdiction_id: jurisdiction,
      id,
      ticket: ticket.ticket,
      secret_hash: state === 'draft' ? null : sha256(ticket.secret),
      secret_issued_by: state === 'draft' ? null : author.id,
      status: state,
      kind: categorised ? story.kind : null,
      sector: categorised ? story.sector : null,
      topic: categorised ? story.topic : null,
      programme_owner: categorised ? story.owner : null,
      programme_code: categorised ? story.programme : null,
      channel: random.pick(['puskesos_visit', 'slrt_visit', 'facilitator', 'phone_or_whatsapp']),
      urgency,
      story: story.text,
      region_code: subject.regionCode,
      reporter_kind: reporter,
      reporter_person_id: reporter === 'listed' ? subjectPerson.id : null,
      reporter_name: reporter === 'unlisted' ? 'Tetangga warga' : null,
      reporter_phone: reporter === 'anonymous' ? null : `0800${random.int(1_000_000, 9_999_999)}`,
      reporter_sex: reporter === 'unlisted' ? random.pick(['male', 'female']) : null,
      subject_person_id: aboutId,
      screening_result: marks.screened ? 'listed' : null,
      screened_at: marks.screened?.toISOString() ?? null,
      due_step: dueStep,
      due_at: hours === undefined ? null : new Date(at.getTime() + hours * HOUR).toISOString(),
      submitted_by: marks.submitter,
      // Served by an institution, or by the office itself: something must show it.
      delivered: resolved && leg !== 'completed' ? 'Paket permakanan dari Dinas Sosial' : null,
      delivered_on: resolved && leg !== 'completed' ? (marks.resolved?.toISOString().slice(0, 10) ?? null) : null,
      told_how: marks.closed === null ? null : 'phone',
      outcome: resolved ? 'served' : null,
      outcome_note: resolved ? 'Layanan telah diberikan dan warga sudah diberi tahu.' : null,
      status_reason: scenario.reason ?? null,
      duplicate_of_id: state === 'duplicate' ? previous : null,
      created_by: author.id,
      created_by_name: author.displayName,
      registered_at: marks.registered?.toISOString() ?? null,
      resolved_at: marks.resolved?.toISOString() ?? null,
      closed_at: marks.closed?.toISOString() ?? null,
      version: Math.max(1, scenario.steps.length),
      created_at: created.toISOString(),
      updated_at: at.toISOString(),
    })
    previous = id
  }
  return tickets
}

interface Leg {
  readonly complaintId: string
  readonly ticket: string
  readonly at: Date
  readonly aboutId: string | null
  readonly regionCode: string
  readonly urgency: string
  readonly institution: DemoInstitution
  readonly status: string
  readonly request: string
  readonly programme: string
}

/** Returns the moment of its last step. */
const makeReferral = (maker: CaseMaker, leg: Leg): Date => {
  const { rows, random, jurisdiction } = maker
  let at = leg.at
  const id = random.uuid(at, jurisdiction)
  const author = actorFor(maker, 'slrt_back_office')
  const subject = {
    jurisdiction,
    type: 'referral',
    id,
    aboutId: leg.aboutId,
    regionCode: leg.regionCode,
    visibleWith: null,
  }
  writeStep(rows, random, subject, {
    at,
    actor: author,
    operation: operationOf(complaintRecord, referrals.operations, 'refer'),
    from: null,
    to: referralRecord.initial,
    transition: null,
    details: { ticket: leg.ticket, institution: leg.institution.name },
  })
  const path = pathTo(referralRecord, leg.status)
  let state: string = referralRecord.initial
  for (const transition of path) {
    at = new Date(Math.min(at.getTime() + random.int(2, 30) * HOUR, maker.today.getTime()))
    const step = referralRecord.steps[transition as keyof typeof referralRecord.steps]
    const own = ['approve', 'send'].includes(transition)
      ? actorFor(maker, 'slrt_manager')
      : transition === 'cancel'
        ? author
        : leg.institution.officer
    writeStep(rows, random, subject, {
      at,
      actor: own,
      operation: operationOf(referralRecord, referrals.operations, transition),
      from: state,
      to: step.to,
      transition,
      details: { ticket: leg.ticket, institution: leg.institution.name },
    })
    state = step.to
  }
  const dueStep = REFERRAL_DUE[state]
  const hours = dueStep === undefined ? undefined : maker.standards.get(`${dueStep} ${leg.urgency}`)
  rows.add('referrals', {
    jurisdiction_id: jurisdiction,
    id,
    complaint_id: leg.complaintId,
    institution_jurisdiction_id: jurisdiction,
    institution_id: leg.institution.id,
    institution_name: leg.institution.name,
    region_code: leg.regionCode,
    status: state,
    request: leg.request,
    programme_code: leg.programme,
    decline_reason: state === 'declined' ? 'incomplete_documents' : null,
    status_reason: state === 'declined' ? DECLINED : state === 'cancelled' ? CANCELLED : null,
    result: state === 'completed' ? 'served' : null,
    result_note: state === 'completed' ? 'Warga sudah dilayani.' : null,
    due_at: hours === undefined ? null : new Date(at.getTime() + hours * HOUR).toISOString(),
    created_by: author.id,
    created_by_name: author.displayName,
    version: path.length + 1,
    created_at: leg.at.toISOString(),
    updated_at: at.toISOString(),
  })
  return at
}
