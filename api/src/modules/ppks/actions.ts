import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import { ppksRecord, type ppks, type PpksRegistration } from '@pandu-gempita/shared/ppks'
import { sql } from 'drizzle-orm'
import { firstRow } from '../../kernel/db.ts'
import { fieldProblem, problem } from '../../kernel/problem-error.ts'
import type { UploadContext } from '../../kernel/handlers.ts'
import { statesIn } from '../../kernel/record.ts'
import { changeRecord } from '../../kernel/step.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { ensurePerson } from '../persons/public.ts'
import { protects, saveAnswers } from './answers.ts'
import { ppksDoor, readableAs } from './door.ts'
import { plainPhoto, type PhotoType } from './photo.ts'
import { keepFromOthers } from './protection.ts'
import { getPpksRegistration } from './queries.ts'

type Operations = (typeof ppks)['operations']

/**
 * A second open registration of a protected type is refused where the caller may see the first. For all others it is taken in
 * like any report: a refusal would tell that there is one, and whoever may see both joins them.
 */
async function ensureNoneSeen(
  uow: UnitOfWork,
  { id, jurisdictionId }: { readonly id: string; readonly jurisdictionId: number },
  typeCode: string,
): Promise<void> {
  // One after the other: no unique index keeps two officers from registering at the same moment.
  await uow.tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${id} ${typeCode}`}, 0))`)
  const open = await firstRow<{ id: string }>(
    uow.tx,
    sql`select t.id from ppks_registrations t where t.jurisdiction_id = ${jurisdictionId} and t.person_id = ${id} and t.type_code = ${typeCode}
          and t.status not in ${statesIn(ppksRecord, 'ended')} and ${readableAs(uow.actor, 't')} limit 1`,
  )
  if (open) throw problem('already-exists')
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
  const restricted = type.restricted || (await protects(uow, body.typeCode, body.criteria))
  if (restricted) await ensureNoneSeen(uow, person, body.typeCode)
  const made = await firstRow<{ id: string }>(
    uow.tx,
    sql`insert into ppks_registrations (jurisdiction_id, id, person_id, type_code, restricted, region_code, note, created_by, created_by_name)
        values (${person.jurisdictionId}, new_id(${person.jurisdictionId}), ${person.id}, ${body.typeCode}, ${restricted}, ${person.regionCode}, ${body.note ?? null}, ${uow.actor.id}, ${uow.actor.name}) returning id`,
  )
  if (!made) throw new Error('insert gave no row')
  if (restricted) await keepFromOthers(uow, person.jurisdictionId, made.id, person.id)
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
    matterId: made.id,
    visibleWith: restricted ? 'ppks.read-restricted' : null,
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
