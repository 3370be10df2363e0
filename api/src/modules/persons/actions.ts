import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import type { Person, persons } from '@pandu-gempita/shared/persons'
import { sql } from 'drizzle-orm'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { firstRow } from '../../kernel/db.ts'
import { isRow, isRowAt } from '../../kernel/home.ts'
import { officeToday } from '../../kernel/office-day.ts'
import { problem, ProblemError } from '../../kernel/problem-error.ts'
import type { Change, UnitOfWork } from '../../kernel/unit-of-work.ts'
import { placeIn } from '../regions/public.ts'
import { getPerson } from './queries.ts'
import { personFault } from './rules.ts'

type Operations = (typeof persons)['operations']

function refuseFault(facts: Parameters<typeof personFault>[0], today: string): void {
  const fault = personFault(facts, today)
  if (fault) throw new ProblemError(fault.code, { errors: fault.errors })
}

interface NewAddress {
  villageCode: string
  street?: string
  hamlet?: string
  rt?: string
  rw?: string
}

async function insertAddress(
  uow: UnitOfWork,
  jurisdictionId: number,
  personId: string,
  address: NewAddress,
  from: string | null,
): Promise<void> {
  await uow.tx.execute(sql`
    insert into person_addresses (jurisdiction_id, person_id, kind, region_code, street, hamlet, rt, rw, valid, source)
    values (${jurisdictionId}, ${personId}, 'domicile', ${address.villageCode}, ${address.street ?? null}, ${address.hamlet ?? null}, ${address.rt ?? null}, ${address.rw ?? null}, daterange(${from}::date, null), 'officer')`)
}

export async function createPerson(uow: UnitOfWork, { body }: InputOf<Operations['createPerson']>): Promise<Person> {
  const place = await placeIn(uow.tx, uow.actor, 'person.create', body.villageCode, '/villageCode')
  refuseFault(body, await officeToday(uow, place.jurisdictionId))
  const made = await firstRow<{ id: string }>(
    uow.tx,
    sql`insert into persons (jurisdiction_id, id, identity_status, name, sex, birth_date, birth_year_estimated, birth_place, mother_name, phone, found_at, region_code, source, created_by)
        values (${place.jurisdictionId}, new_id(${place.jurisdictionId}), ${body.identityStatus}, ${body.name ?? null}, ${body.sex ?? null}, ${body.birthDate ?? null}, ${body.birthYearEstimated ?? null}, ${body.birthPlace ?? null},
          ${body.motherName ?? null}, ${body.phone ?? null}, ${body.foundAt ?? null}, ${body.villageCode}, 'officer', ${uow.actor.id}) returning id`,
  )
  if (!made) throw new Error('insert gave no row')
  if (body.nik)
    await uow.tx.execute(
      sql`insert into person_identifiers (jurisdiction_id, person_id, type, value, source) values (${place.jurisdictionId}, ${made.id}, 'nik', ${body.nik}, 'officer')`,
    )
  await insertAddress(uow, place.jurisdictionId, made.id, body, null)
  const subject = {
    jurisdictionId: place.jurisdictionId,
    subjectType: 'person' as const,
    subjectId: made.id,
    regionCode: body.villageCode,
  }
  uow.audit({
    ...subject,
    changes: [
      { field: 'identity_status', before: null, after: body.identityStatus },
      ...(body.nik ? [{ field: 'nik' as const, before: null, after: uow.secrets.digest(body.nik) }] : []),
    ],
  })
  uow.emit({
    ...subject,
    type: 'person.registered',
    aboutId: made.id,
    details: { identityStatus: body.identityStatus },
  })
  return getPerson(uow, made.id)
}

interface PersonRow {
  jurisdiction_id: number
  id: string
  version: number
  region_code: string
  name: string | null
  sex: string | null
  birth_date: string | null
  birth_place: string | null
  phone: string | null
}

const CORRECTABLE = [
  ['name', 'name'],
  ['sex', 'sex'],
  ['birthDate', 'birth_date'],
  ['birthPlace', 'birth_place'],
  ['phone', 'phone'],
] as const

export async function correctPerson(
  uow: UnitOfWork,
  { params, body, ifMatch }: InputOf<Operations['correctPerson']>,
): Promise<Person> {
  const scope = scopeOf('p', { owner: true })
  const row = await firstRow<PersonRow>(
    uow.tx,
    sql`select p.*, p.birth_date::text as birth_date from persons p where ${isRow(params.personId, 'p')} and ${visibleTo(uow.actor, 'person.read', scope)} for update`,
  )
  if (!row) throw problem('not-found')
  const may = await firstRow(
    uow.tx,
    sql`select 1 from persons p where ${isRowAt(row.jurisdiction_id, row.id, 'p')} and ${visibleTo(uow.actor, 'person.update', scope)}`,
  )
  if (!may) throw problem('permission-missing')
  if (row.version !== ifMatch) throw problem('stale-version')
  const today = await officeToday(uow, row.jurisdiction_id)
  refuseFault(body, today)
  const changes: Change[] = []
  // What is said of a person is sensitive: the audit log keeps keyed digests, the record keeps the values.
  const digest = (value: string | null | undefined): string | null =>
    value === null || value === undefined ? null : uow.secrets.digest(value)
  for (const [field, column] of CORRECTABLE) {
    const after = body[field]
    if (after !== undefined && after !== row[column])
      changes.push({ field: column, before: digest(row[column]), after: digest(after) })
  }
  if (body.domicile) {
    await placeIn(uow.tx, uow.actor, 'person.update', body.domicile.villageCode, '/domicile/villageCode').then(
      (place) => {
        // A move to another shard closes one record and opens another: that is its own step, not a correction.
        if (place.jurisdictionId !== row.jurisdiction_id)
          throw problem('outside-your-area', {
            errors: [
              { pointer: '/domicile/villageCode', code: 'other_jurisdiction', message: 'is in another jurisdiction' },
            ],
          })
      },
    )
    // Corrected on the day it was written: the same period is rewritten, not made empty.
    await uow.tx.execute(
      sql`delete from person_addresses where jurisdiction_id = ${row.jurisdiction_id} and person_id = ${row.id} and kind = 'domicile' and lower(valid) = ${today}::date`,
    )
    await uow.tx.execute(
      sql`update person_addresses set valid = daterange(lower(valid), ${today}::date) where jurisdiction_id = ${row.jurisdiction_id} and person_id = ${row.id} and kind = 'domicile' and upper_inf(valid)`,
    )
    await insertAddress(uow, row.jurisdiction_id, row.id, body.domicile, today)
    changes.push({ field: 'domicile', before: row.region_code, after: body.domicile.villageCode })
  }
  const former = body.nik
    ? await firstRow<{ value: string }>(
        uow.tx,
        sql`select value from person_identifiers where jurisdiction_id = ${row.jurisdiction_id} and person_id = ${row.id} and type = 'nik' and upper_inf(valid) order by recorded_at desc limit 1`,
      )
    : undefined
  if (body.nik && body.nik !== former?.value) {
    // Corrected on the day it was written: the number goes, what was tried stays in the audit log by its digest.
    await uow.tx.execute(
      sql`delete from person_identifiers where jurisdiction_id = ${row.jurisdiction_id} and person_id = ${row.id} and type = 'nik' and lower(valid) = ${today}::date`,
    )
    await uow.tx.execute(
      sql`update person_identifiers set valid = daterange(lower(valid), ${today}::date) where jurisdiction_id = ${row.jurisdiction_id} and person_id = ${row.id} and type = 'nik' and upper_inf(valid)`,
    )
    await uow.tx.execute(
      sql`insert into person_identifiers (jurisdiction_id, person_id, type, value, valid, source) values (${row.jurisdiction_id}, ${row.id}, 'nik', ${body.nik}, daterange(${today}::date, null), 'officer')`,
    )
    changes.push({ field: 'nik', before: digest(former?.value), after: digest(body.nik) })
  }
  if (changes.length === 0)
    throw problem('missing-detail', {
      errors: [{ pointer: '/', code: 'nothing_changed', message: 'give at least one value that differs' }],
    })
  await uow.tx.execute(sql`
    insert into person_revisions (jurisdiction_id, person_id, version, name, sex, birth_date, birth_place, mother_name, source, release_id, row_number, recorded_at)
    select jurisdiction_id, id, version, name, sex, birth_date, birth_place, mother_name, source, release_id, row_number, recorded_at from persons where jurisdiction_id = ${row.jurisdiction_id} and id = ${row.id}`)
  await uow.tx.execute(sql`
    update persons set name = coalesce(${body.name ?? null}, name), sex = coalesce(${body.sex ?? null}, sex), birth_date = coalesce(${body.birthDate ?? null}::date, birth_date),
      birth_place = coalesce(${body.birthPlace ?? null}, birth_place), phone = coalesce(${body.phone ?? null}, phone), region_code = coalesce(${body.domicile?.villageCode ?? null}, region_code),
      identity_status = case when ${body.nik ?? null}::text is not null and coalesce(${body.name ?? null}, name) is not null then 'complete' when identity_status = 'none' and ${body.name ?? null}::text is not null then 'partial' else identity_status end,
      source = 'officer', release_id = null, row_number = null, recorded_at = now(), version = version + 1, updated_at = now()
    where jurisdiction_id = ${row.jurisdiction_id} and id = ${row.id}`)
  const subject = {
    jurisdictionId: row.jurisdiction_id,
    subjectType: 'person' as const,
    subjectId: row.id,
    regionCode: body.domicile?.villageCode ?? row.region_code,
  }
  uow.audit({ ...subject, changes })
  uow.emit({
    ...subject,
    type: 'person.corrected',
    aboutId: row.id,
    details: { fields: changes.map((change) => change.field).join(' ') },
  })
  // Who follows only the former village would otherwise never hear that the person has left it.
  if (subject.regionCode !== row.region_code)
    uow.emit({ ...subject, type: 'person.moved_away', aboutId: row.id, regionCode: row.region_code })
  return getPerson(uow, row.id)
}
