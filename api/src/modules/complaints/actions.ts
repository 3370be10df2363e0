import { complaintRecord, confidentialTopics } from '@pandu-gempita/shared/complaint-record'
import type { Complaint, complaints } from '@pandu-gempita/shared/complaints'
import type { InputOf, ResultOf } from '@pandu-gempita/shared/contract/operation'
import { sql } from 'drizzle-orm'
import { firstRow } from '../../kernel/db.ts'
import { newCode, sha256 } from '../../kernel/digest.ts'
import { fieldProblem } from '../../kernel/problem-error.ts'
import { changeRecord, takeStep } from '../../kernel/step.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { ensurePerson } from '../persons/public.ts'
import { ensureProgramme } from '../programmes/public.ts'
import { placeIn } from '../regions/public.ts'
import { contactOf } from './contact.ts'
import { complaintDoor } from './door.ts'
import { getComplaint } from './queries.ts'
import { keepConfidential, keepFromAccused } from './protection.ts'
import { clockOf } from './service-time.ts'
import { complaintSteps } from './steps.ts'

type Operations = (typeof complaints)['operations']

type Receipt = ResultOf<Operations['createComplaint']>
const receipt = (complaint: Complaint, office: Receipt['office'], secret: string | null): Receipt => ({
  complaint,
  office,
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
  const topical = body.topic && confidentialTopics[body.topic]
  const confidential = topical ?? body.confidential ?? null
  const draft = body.draft === true
  const secret = draft ? null : newCode(16)
  const status = draft ? 'draft' : 'registered'
  const clock = clockOf(complaintRecord, status, body.urgency, uow.now)
  const made = await firstRow<{ id: string; ticket: string }>(
    uow.tx,
    sql`insert into complaints (jurisdiction_id, id, ticket, secret_hash, secret_issued_by, status, kind, sector, topic, programme_owner, programme_code, channel, urgency, story, confidential, region_code,
          reporter_kind, reporter_person_id, reporter_name, reporter_phone, reporter_sex, subject_person_id, due_step, due_at, created_by, created_by_name, registered_at)
        values (${place.jurisdictionId}, new_id(${place.jurisdictionId}), ${`${body.regionCode.slice(0, 4)}-${newCode(6)}`}, ${secret && sha256(secret)}, ${secret && uow.actor.id}, ${status}, ${body.kind ?? null}, ${body.sector ?? null}, ${body.topic ?? null},
          ${body.programmeOwner ?? null}, ${body.programmeCode ?? null}, ${body.channel}, ${body.urgency}, ${body.story}, ${confidential}, ${body.regionCode},
          ${reporter.kind}, ${reporterPersonId}, ${reporter.kind === 'unlisted' ? reporter.name : null}, ${reporter.kind === 'anonymous' ? null : (reporter.phone ?? null)},
          ${reporter.kind === 'unlisted' ? (reporter.sex ?? null) : null}, ${subjectPersonId}, ${clock.dueStep}, ${clock.dueAt},
          ${uow.actor.id}, ${uow.actor.name}, ${draft ? null : uow.now.toISOString()}) returning id, ticket`,
  )
  if (!made) throw new Error('insert gave no row')
  const matter = { jurisdictionId: place.jurisdictionId, id: made.id }
  await keepConfidential(uow, matter, topical, body.confidential)
  if (body.accused) await keepFromAccused(uow, { ...matter, regionCode: body.regionCode }, body.accused)
  const subject = {
    jurisdictionId: place.jurisdictionId,
    subjectType: 'complaint' as const,
    subjectId: made.id,
    regionCode: body.regionCode,
  }
  uow.audit({ ...subject, changes: [{ field: 'status', before: null, after: status }], matterId: made.id })
  uow.emit({
    ...subject,
    matterId: made.id,
    type: `complaint.${status}`,
    aboutId: subjectPersonId,
    details: { ticket: made.ticket, channel: body.channel, reporter: reporter.kind },
  })
  const office = await contactOf(uow.tx, { ...matter, regionCode: body.regionCode })
  return receipt(await getComplaint(uow, made.id, true), office, secret)
}

/** A draft gets its secret when it is taken in: the citizen is given it once. */
export async function registerComplaint(
  uow: UnitOfWork,
  { params: { complaintId: id }, ifMatch, body }: InputOf<Operations['registerComplaint']>,
): Promise<ResultOf<Operations['registerComplaint']>> {
  const secret = newCode(16)
  const row = await takeStep(uow, complaintDoor, complaintSteps, 'register', { id, ifMatch }, body, {
    secretHash: sha256(secret),
    secretIssuedBy: uow.actor.id,
    registeredAt: uow.now,
  })
  const office = await contactOf(uow.tx, row)
  return receipt(await getComplaint(uow, id, true), office, secret)
}

/** The old secret is overwritten, so it opens nothing from now on. What proved the identity is kept, the secret nowhere. */
export async function renewComplaintSecret(
  uow: UnitOfWork,
  { params: { complaintId: id }, ifMatch, body }: InputOf<Operations['renewComplaintSecret']>,
): Promise<ResultOf<Operations['renewComplaintSecret']>> {
  const secret = newCode(16)
  const row = await changeRecord(uow, complaintDoor, 'renewSecret', { id, ifMatch }, () =>
    Promise.resolve({
      sets: { secretHash: sha256(secret), secretIssuedBy: uow.actor.id },
      changes: [
        { field: 'secret', before: null, after: null },
        { field: 'proof', before: null, after: body.proof },
        ...(body.note ? [{ field: 'note' as const, before: null, after: uow.secrets.digest(body.note) }] : []),
      ],
      details: { proof: body.proof },
    }),
  )
  const office = await contactOf(uow.tx, row)
  return receipt(await getComplaint(uow, id, true), office, secret)
}
