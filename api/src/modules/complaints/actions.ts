import type { Complaint, complaints } from '@pandu-gempita/shared/complaints'
import type { InputOf, ResultOf } from '@pandu-gempita/shared/contract/operation'
import { sql } from 'drizzle-orm'
import { firstRow, rows } from '../../kernel/db.ts'
import { newCode, sha256 } from '../../kernel/digest.ts'
import {
  applyTransition,
  lockAggregate,
  scopedRead,
  type AggregateRow,
  type ColumnSet,
  type TransitionOptions,
} from '../../kernel/lifecycle.ts'
import { fieldProblem, problem } from '../../kernel/problem-error.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { ensurePerson } from '../persons/public.ts'
import { ensureProgramme } from '../programmes/public.ts'
import { placeIn } from '../regions/public.ts'
import {
  complaintAggregate,
  getComplaint,
  isKabupatenWide,
  locateComplaint,
  type ComplaintTransition,
} from './queries.ts'
import { complaintRefusal, stepOf } from './rules.ts'
import { dueAt } from './service-time.ts'

type Operations = (typeof complaints)['operations']

/** The person that a complaint is about: the subject, else a listed reporter. */
export const complaintAbout = (row: AggregateRow): string | null =>
  (row['subject_person_id'] ?? row['reporter_person_id'] ?? null) as string | null

const receipt = (complaint: Complaint, secret: string | null): ResultOf<Operations['createComplaint']> => ({
  complaint,
  secret,
  statusPath: secret && `/status#ticket=${encodeURIComponent(complaint.ticket)}&secret=${encodeURIComponent(secret)}`,
})

export async function createComplaint(
  uow: UnitOfWork,
  { body }: InputOf<Operations['createComplaint']>,
): Promise<ResultOf<Operations['createComplaint']>> {
  const place = await placeIn(uow.tx, uow.actor, 'complaint.create', body.regionCode, '/regionCode')
  const { reporter } = body
  const inThisShard = async (personId: string, pointer: string): Promise<string> => {
    const person = await ensurePerson(uow, 'person.read', personId, pointer)
    if (person.jurisdictionId !== place.jurisdictionId)
      throw fieldProblem('unknown-reference', pointer, 'other_jurisdiction', 'is registered in another jurisdiction')
    return person.id
  }
  const reporterPersonId =
    reporter.kind === 'listed' ? await inThisShard(reporter.personId, '/reporter/personId') : null
  const subjectPersonId = body.subjectPersonId
    ? await inThisShard(body.subjectPersonId, '/subjectPersonId')
    : reporterPersonId
  await ensureProgramme(uow.tx, body.programmeCode, '/programmeCode')
  const draft = body.draft === true
  const secret = draft ? null : newCode(16)
  const status = draft ? 'draft' : 'registered'
  const made = await firstRow<AggregateRow>(
    uow.tx,
    sql`insert into complaints (jurisdiction_id, ticket, secret_hash, status, kind, sector, topic, programme_owner, programme_code, channel, urgency, story, region_code,
          reporter_kind, reporter_person_id, reporter_name, reporter_phone, reporter_sex, subject_person_id, due_step, due_at, created_by, created_by_name, registered_at)
        values (${place.jurisdictionId}, ${`${body.regionCode.slice(0, 4)}-${newCode(6)}`}, ${secret && sha256(secret)}, ${status}, ${body.kind ?? null}, ${body.sector ?? null}, ${body.topic ?? null},
          ${body.programmeOwner ?? null}, ${body.programmeCode ?? null}, ${body.channel}, ${body.urgency}, ${body.story}, ${body.regionCode},
          ${reporter.kind}, ${reporterPersonId}, ${reporter.kind === 'unlisted' ? reporter.name : null}, ${reporter.kind === 'anonymous' ? null : (reporter.phone ?? null)},
          ${reporter.kind === 'unlisted' ? (reporter.sex ?? null) : null}, ${subjectPersonId}, ${stepOf(status)}, ${draft ? null : dueAt('screening', body.urgency, uow.now)},
          ${uow.actor.id}, ${uow.actor.name}, ${draft ? null : uow.now.toISOString()}) returning *`,
  )
  if (!made) throw new Error('insert gave no row')
  const subject = {
    jurisdictionId: place.jurisdictionId,
    subjectType: 'complaint' as const,
    subjectId: made.id,
    regionCode: body.regionCode,
  }
  uow.audit({ ...subject, changes: [{ field: 'status', before: null, after: status }] })
  uow.emit({
    ...subject,
    type: `complaint.${status}`,
    aboutId: complaintAbout(made),
    details: { ticket: String(made['ticket']), channel: body.channel, reporter: reporter.kind },
  })
  return receipt(await getComplaint(uow, made.id), secret)
}

export async function registerComplaint(
  uow: UnitOfWork,
  input: InputOf<Operations['registerComplaint']>,
): Promise<ResultOf<Operations['registerComplaint']>> {
  const secret = newCode(16)
  return receipt(await step(uow, input, 'register', { secret_hash: sha256(secret), registered_at: uow.now }), secret)
}

interface StepInput {
  readonly params: { readonly complaintId: string }
  readonly ifMatch: number
}

const REFUSALS = {
  open_referral: 'open-referral',
  separation_of_duties: 'separation-of-duties',
  deadline_passed: 'deadline-passed',
  not_own_level: 'permission-missing',
} as const

/** One step: the rules that look beyond the row, the guarded update, the clock of the new state. */
async function step(
  uow: UnitOfWork,
  input: StepInput,
  transition: ComplaintTransition,
  set: ColumnSet = {},
  details: TransitionOptions['details'] = {},
): Promise<Complaint> {
  const id = input.params.complaintId
  const row = await lockAggregate(uow, complaintAggregate, id)
  const found = await locateComplaint(uow, id)
  const to = complaintAggregate.lifecycle.transitions[transition].to
  const urgency = (set['urgency'] ?? row['urgency']) as 'normal' | 'urgent'
  const clock = stepOf(to)
  // State and version are judged first, by the guarded update; a rule's refusal is for a step that would else be made.
  const refusal =
    row.version === input.ifMatch &&
    complaintAggregate.lifecycle.transitions[transition].from.includes(row.status as never)
      ? complaintRefusal(
          transition,
          {
            status: row.status,
            closedAt: found.closedAt,
            createdById: String(row.created_by),
            submittedBy: found.submittedBy,
            openReferrals: found.openReferrals,
            kabupatenWide: isKabupatenWide(uow.actor, row.region_code),
          },
          uow.actor.id,
          uow.now,
        )
      : undefined
  if (refusal) throw problem(REFUSALS[refusal])
  await applyTransition(uow, complaintAggregate, transition, id, input.ifMatch, {
    set: { status_reason: null, due_step: clock, due_at: clock ? dueAt(clock, urgency, uow.now) : null, ...set },
    details,
    aboutId: complaintAbout,
  })
  return getComplaint(uow, id)
}

const reasonOf = (text: string | undefined): ColumnSet => ({ status_reason: text ?? null })

export async function screenComplaint(
  uow: UnitOfWork,
  input: InputOf<Operations['screenComplaint']>,
): Promise<Complaint> {
  const { body } = input
  const subject = body.subjectPersonId
    ? await ensurePerson(uow, 'person.read', body.subjectPersonId, '/subjectPersonId')
    : undefined
  const { jurisdictionId } = await locateComplaint(uow, input.params.complaintId)
  if (subject && subject.jurisdictionId !== jurisdictionId)
    throw fieldProblem(
      'unknown-reference',
      '/subjectPersonId',
      'other_jurisdiction',
      'is registered in another jurisdiction',
    )
  return step(
    uow,
    input,
    'screen',
    {
      screening_result: body.result,
      screening_note: body.note ?? null,
      screened_at: uow.now,
      ...(subject && { subject_person_id: subject.id }),
    },
    { result: body.result },
  )
}

export async function categoriseComplaint(
  uow: UnitOfWork,
  input: InputOf<Operations['categoriseComplaint']>,
): Promise<Complaint> {
  const { body } = input
  await ensureProgramme(uow.tx, body.programmeCode, '/programmeCode')
  return step(
    uow,
    input,
    'categorise',
    {
      kind: body.kind,
      sector: body.sector,
      topic: body.topic,
      programme_owner: body.programmeOwner,
      programme_code: body.programmeCode ?? null,
      ...(body.urgency && { urgency: body.urgency }),
    },
    { sector: body.sector, topic: body.topic },
  )
}

export const startHandling = (uow: UnitOfWork, input: InputOf<Operations['startHandling']>) =>
  step(uow, input, 'startHandling', reasonOf(input.body.note))
export const requestFieldVisit = (uow: UnitOfWork, input: InputOf<Operations['requestFieldVisit']>) =>
  step(uow, input, 'requestFieldVisit', reasonOf(input.body.reason))
export const recordFieldVisit = (uow: UnitOfWork, input: InputOf<Operations['recordFieldVisit']>) =>
  step(uow, input, 'recordFieldVisit', reasonOf(input.body.reason))
export const requestDocuments = (uow: UnitOfWork, input: InputOf<Operations['requestDocuments']>) =>
  step(uow, input, 'requestDocuments', reasonOf(input.body.reason))
export const receiveDocuments = (uow: UnitOfWork, input: InputOf<Operations['receiveDocuments']>) =>
  step(uow, input, 'receiveDocuments', reasonOf(input.body.note))
export const escalateComplaint = (uow: UnitOfWork, input: InputOf<Operations['escalateComplaint']>) =>
  step(uow, input, 'escalate', reasonOf(input.body.reason))

export const takeOverComplaint = (uow: UnitOfWork, input: InputOf<Operations['takeOverComplaint']>) =>
  step(uow, input, 'takeOver', reasonOf(input.body.note))
export const submitForDetermination = (uow: UnitOfWork, input: InputOf<Operations['submitForDetermination']>) =>
  step(uow, input, 'submitForDetermination', { ...reasonOf(input.body.reason), submitted_by: uow.actor.id })
export const returnToOfficer = (uow: UnitOfWork, input: InputOf<Operations['returnToOfficer']>) =>
  step(uow, input, 'returnToOfficer', reasonOf(input.body.reason))
export const determineOutcome = (uow: UnitOfWork, input: InputOf<Operations['determineOutcome']>) =>
  step(
    uow,
    input,
    'determine',
    { outcome: input.body.outcome, outcome_note: input.body.note, resolved_at: uow.now },
    { outcome: input.body.outcome },
  )
export const closeComplaint = (uow: UnitOfWork, input: InputOf<Operations['closeComplaint']>) =>
  step(uow, input, 'close', { ...reasonOf(input.body.note), closed_at: uow.now })
export const reopenComplaint = (uow: UnitOfWork, input: InputOf<Operations['reopenComplaint']>) =>
  step(uow, input, 'reopen', {
    ...reasonOf(input.body.reason),
    outcome: null,
    outcome_note: null,
    resolved_at: null,
    closed_at: null,
    submitted_by: null,
  })
export const rejectComplaint = (uow: UnitOfWork, input: InputOf<Operations['rejectComplaint']>) =>
  step(uow, input, 'reject', reasonOf(input.body.reason))
export const withdrawComplaint = (uow: UnitOfWork, input: InputOf<Operations['withdrawComplaint']>) =>
  step(uow, input, 'withdraw', reasonOf(input.body.reason))

/** What cannot be the original of a duplicate: nobody would answer it. */
const ENDED_WITHOUT_ANSWER: readonly string[] = ['draft', 'rejected', 'withdrawn', 'duplicate']

export async function markComplaintDuplicate(
  uow: UnitOfWork,
  input: InputOf<Operations['markComplaintDuplicate']>,
): Promise<Complaint> {
  const { duplicateOfId, reason } = input.body
  // Both are locked: two officers who mark each the duplicate of the other must not both succeed, or nobody handles either.
  const [first, second] = [input.params.complaintId, duplicateOfId].sort()
  if (first === second) throw fieldProblem('unknown-reference', '/duplicateOfId')
  const original = await rows<AggregateRow>(
    uow.tx,
    sql`select t.* from complaints t where t.id = any(${sql.param([first, second])}::uuid[]) and ${scopedRead(complaintAggregate, uow.actor)} order by t.id for update`,
  ).then((found) => found.find((row) => row.id === duplicateOfId))
  const here = await locateComplaint(uow, input.params.complaintId)
  if (original?.jurisdiction_id !== here.jurisdictionId || ENDED_WITHOUT_ANSWER.includes(original.status))
    throw fieldProblem('unknown-reference', '/duplicateOfId')
  return step(uow, input, 'markDuplicate', { ...reasonOf(reason), duplicate_of_id: duplicateOfId })
}
