import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import type { ppks, PpksRegistration } from '@pandu-gempita/shared/ppks'
import { sql } from 'drizzle-orm'
import { visibleTo } from '../../kernel/authorize.ts'
import { firstRow, rows } from '../../kernel/db.ts'
import { applyTransition, lockAggregate, type AggregateRow } from '../../kernel/lifecycle.ts'
import { officeToday } from '../../kernel/office-day.ts'
import { fieldProblem, problem } from '../../kernel/problem-error.ts'
import type { UploadContext } from '../../kernel/handlers.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { ensurePerson } from '../persons/public.ts'
import { getPpksRegistration, mySteps, ppksAggregate, type PpksTransition } from './queries.ts'
import { plainPhoto, type PhotoType } from './photo.ts'
import { needsAnotherOfficer } from './rules.ts'

type Operations = (typeof ppks)['operations']
type Answers = readonly { readonly code: string; readonly met: boolean }[]

const visibleWith = (row: AggregateRow) => (row['restricted'] === true ? ('ppks.read-restricted' as const) : null)
const aboutPerson = (row: AggregateRow): string => String(row['person_id'])

async function saveAnswers(
  uow: UnitOfWork,
  jurisdictionId: number,
  registrationId: string,
  typeCode: string,
  answers: Answers,
): Promise<void> {
  const known = await rows<{ code: string }>(uow.tx, sql`select code from ppks_criteria where type_code = ${typeCode}`)
  const codes = new Set(known.map((criterion) => criterion.code))
  const seen = new Set<string>()
  for (const [index, answer] of answers.entries()) {
    if (!codes.has(answer.code)) throw fieldProblem('unknown-reference', `/criteria/${index}/code`)
    if (seen.has(answer.code))
      throw fieldProblem('unknown-reference', `/criteria/${index}/code`, 'repeated', 'must appear once')
    seen.add(answer.code)
  }
  await uow.tx.execute(
    sql`delete from ppks_answers where jurisdiction_id = ${jurisdictionId} and registration_id = ${registrationId}`,
  )
  await uow.tx.execute(sql`
    insert into ppks_answers (jurisdiction_id, registration_id, criterion_code, met)
    select ${jurisdictionId}, ${registrationId}, r.code, r.met from jsonb_to_recordset(${JSON.stringify(answers)}::jsonb) as r (code text, met boolean)`)
}

export async function registerPpks(
  uow: UnitOfWork,
  { body }: InputOf<Operations['registerPpks']>,
): Promise<PpksRegistration> {
  await ensurePerson(uow, 'person.read', body.personId, '/personId')
  // Seeing a person is not enough: registering must be the officer's task where the person lives.
  const person = await ensurePerson(uow, 'ppks.register', body.personId, '/personId')
  const type = await firstRow<{ restricted: boolean }>(
    uow.tx,
    sql`select restricted from ppks_types where code = ${body.typeCode}`,
  )
  if (!type) throw fieldProblem('unknown-reference', '/typeCode')
  const made = await firstRow<{ id: string }>(
    uow.tx,
    sql`insert into ppks_registrations (jurisdiction_id, person_id, type_code, restricted, region_code, note, created_by, created_by_name)
        values (${person.jurisdictionId}, ${person.id}, ${body.typeCode}, ${type.restricted}, ${person.regionCode}, ${body.note ?? null}, ${uow.actor.id}, ${uow.actor.name}) returning id`,
  )
  if (!made) throw new Error('insert gave no row')
  await saveAnswers(uow, person.jurisdictionId, made.id, body.typeCode, body.criteria)
  const subject = {
    jurisdictionId: person.jurisdictionId,
    subjectType: 'ppks',
    subjectId: made.id,
    regionCode: person.regionCode,
  }
  uow.audit({ ...subject, changes: [{ field: 'status', before: null, after: 'reported' }] })
  uow.emit({
    ...subject,
    type: 'ppks.reported',
    aboutId: person.id,
    visibleWith: type.restricted ? 'ppks.read-restricted' : null,
    details: { typeCode: body.typeCode },
  })
  return getPpksRegistration(uow, made.id)
}

interface StepInput {
  readonly params: { readonly registrationId: string }
  readonly ifMatch: number
}

/** One step: separation of duties first, then the guarded update. */
async function step(
  uow: UnitOfWork,
  input: StepInput,
  transition: PpksTransition,
  set: Record<string, unknown> = {},
): Promise<PpksRegistration> {
  const id = input.params.registrationId
  const row = await lockAggregate(uow, ppksAggregate, id)
  const mine = await firstRow<{ steps: string[] }>(
    uow.tx,
    sql`select ${mySteps(uow.actor)} as steps from ppks_registrations t where t.jurisdiction_id = ${row.jurisdiction_id} and t.id = ${row.id}`,
  )
  if (needsAnotherOfficer(transition, mine?.steps ?? [])) throw problem('separation-of-duties')
  await applyTransition(uow, ppksAggregate, transition, id, input.ifMatch, {
    set: { status_reason: null, ...set },
    aboutId: aboutPerson,
    visibleWith,
  })
  return getPpksRegistration(uow, id, [transition])
}

const withNote = (note: string | undefined): Record<string, unknown> => (note === undefined ? {} : { note })

export const verifyPpks = (uow: UnitOfWork, input: InputOf<Operations['verifyPpks']>) =>
  step(uow, input, 'verify', withNote(input.body.note))
export const validatePpks = (uow: UnitOfWork, input: InputOf<Operations['validatePpks']>) =>
  step(uow, input, 'validate', withNote(input.body.note))
export const determinePpks = (uow: UnitOfWork, input: InputOf<Operations['determinePpks']>) =>
  step(uow, input, 'determine', withNote(input.body.note))
export const returnPpks = (uow: UnitOfWork, input: InputOf<Operations['returnPpks']>) =>
  step(uow, input, 'return', { status_reason: input.body.reason })
export const activatePpks = (uow: UnitOfWork, input: InputOf<Operations['activatePpks']>) =>
  step(uow, input, 'activate', withNote(input.body.note))
export const recordPpksHandled = (uow: UnitOfWork, input: InputOf<Operations['recordPpksHandled']>) =>
  step(uow, input, 'recordHandled', withNote(input.body.note))
export const resumePpks = (uow: UnitOfWork, input: InputOf<Operations['resumePpks']>) =>
  step(uow, input, 'resume', withNote(input.body.note))

export async function resubmitPpks(
  uow: UnitOfWork,
  input: InputOf<Operations['resubmitPpks']>,
): Promise<PpksRegistration> {
  const row = await lockAggregate(uow, ppksAggregate, input.params.registrationId)
  const registration = await step(uow, input, 'resubmit', withNote(input.body.note))
  await saveAnswers(uow, row.jurisdiction_id, row.id, registration.typeCode, input.body.criteria)
  return getPpksRegistration(uow, row.id, ['resubmit'])
}

async function ending(
  uow: UnitOfWork,
  input: StepInput & { readonly body: { readonly reason: string; readonly on?: string } },
  transition: 'recordLeft' | 'recordDied' | 'recordMoved',
): Promise<PpksRegistration> {
  const { jurisdiction_id: jurisdictionId } = await lockAggregate(uow, ppksAggregate, input.params.registrationId)
  const today = await officeToday(uow, jurisdictionId)
  const on = input.body.on ?? today
  if (on > today || on < '1945-08-17') throw fieldProblem('impossible-date', '/on')
  return step(uow, input, transition, { status_reason: input.body.reason, ended_on: on })
}
export const recordPpksLeft = (uow: UnitOfWork, input: InputOf<Operations['recordPpksLeft']>) =>
  ending(uow, input, 'recordLeft')
export const recordPpksDied = (uow: UnitOfWork, input: InputOf<Operations['recordPpksDied']>) =>
  ending(uow, input, 'recordDied')
export const recordPpksMoved = (uow: UnitOfWork, input: InputOf<Operations['recordPpksMoved']>) =>
  ending(uow, input, 'recordMoved')

export async function uploadPpksPhoto(
  context: UploadContext,
  { params, upload, ifMatch }: InputOf<Operations['uploadPpksPhoto']>,
): Promise<PpksRegistration> {
  const pieces: Uint8Array[] = []
  for await (const piece of upload.bytes) pieces.push(piece)
  const bytes = plainPhoto(Buffer.concat(pieces), upload.type as PhotoType)
  if (!bytes) throw problem('file-not-as-declared')
  return context.atomically(async (uow) => {
    const row = await lockAggregate(uow, ppksAggregate, params.registrationId)
    const may = await firstRow(
      uow.tx,
      sql`select 1 from ppks_registrations t where t.jurisdiction_id = ${row.jurisdiction_id} and t.id = ${row.id} and ${visibleTo(uow.actor, 'ppks.register', ppksAggregate.scope)}`,
    )
    if (!may) throw problem('permission-missing')
    if (row.version !== ifMatch) throw problem('stale-version')
    // After the village has looked at it, the evidence stays as it was.
    if (!['reported', 'returned'].includes(row.status)) throw problem('transition-not-allowed', { allowed: [] })
    await uow.tx.execute(sql`
      insert into ppks_photos (jurisdiction_id, registration_id, media_type, bytes) values (${row.jurisdiction_id}, ${row.id}, ${upload.type}, ${bytes})
      on conflict (jurisdiction_id, registration_id) do update set media_type = excluded.media_type, bytes = excluded.bytes, created_at = now()`)
    await uow.tx.execute(
      sql`update ppks_registrations set version = version + 1, updated_at = now() where jurisdiction_id = ${row.jurisdiction_id} and id = ${row.id}`,
    )
    const subject = {
      jurisdictionId: row.jurisdiction_id,
      subjectType: 'ppks',
      subjectId: row.id,
      regionCode: row.region_code,
    }
    uow.audit({ ...subject, changes: [{ field: 'photo', before: null, after: null }] })
    uow.emit({ ...subject, type: 'ppks.photo_attached', aboutId: aboutPerson(row), visibleWith: visibleWith(row) })
    return getPpksRegistration(uow, row.id)
  })
}
