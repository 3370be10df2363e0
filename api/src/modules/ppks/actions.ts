import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import type { ppks, PpksRegistration } from '@pandu-gempita/shared/ppks'
import { sql } from 'drizzle-orm'
import { firstRow } from '../../kernel/db.ts'
import { fieldProblem, problem } from '../../kernel/problem-error.ts'
import type { UploadContext } from '../../kernel/handlers.ts'
import { changeRecord } from '../../kernel/step.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { ensurePerson } from '../persons/public.ts'
import { saveAnswers } from './answers.ts'
import { ppksDoor } from './door.ts'
import { plainPhoto, type PhotoType } from './photo.ts'
import { getPpksRegistration } from './queries.ts'

type Operations = (typeof ppks)['operations']

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
    sql`insert into ppks_registrations (jurisdiction_id, id, person_id, type_code, restricted, region_code, note, created_by, created_by_name)
        values (${person.jurisdictionId}, new_id(${person.jurisdictionId}), ${person.id}, ${body.typeCode}, ${type.restricted}, ${person.regionCode}, ${body.note ?? null}, ${uow.actor.id}, ${uow.actor.name}) returning id`,
  )
  if (!made) throw new Error('insert gave no row')
  await saveAnswers(uow, person.jurisdictionId, made.id, body.typeCode, body.criteria)
  const subject = {
    jurisdictionId: person.jurisdictionId,
    subjectType: 'ppks' as const,
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

export async function uploadPpksPhoto(
  context: UploadContext,
  { params: { registrationId: id }, upload, ifMatch }: InputOf<Operations['uploadPpksPhoto']>,
): Promise<PpksRegistration> {
  const pieces: Uint8Array[] = []
  for await (const piece of upload.bytes) pieces.push(piece)
  const bytes = plainPhoto(Buffer.concat(pieces), upload.type as PhotoType)
  if (!bytes) throw problem('file-not-as-declared')
  return context.atomically(async (uow) => {
    await changeRecord(uow, ppksDoor, 'attachPhoto', { id, ifMatch }, async ({ jurisdictionId }) => {
      await uow.tx.execute(sql`
        insert into ppks_photos (jurisdiction_id, registration_id, media_type, bytes) values (${jurisdictionId}, ${id}, ${upload.type}, ${bytes})
        on conflict (jurisdiction_id, registration_id) do update set media_type = excluded.media_type, bytes = excluded.bytes, created_at = now()`)
      return { changes: [{ field: 'photo', before: null, after: null }] }
    })
    return getPpksRegistration(uow, id)
  })
}
