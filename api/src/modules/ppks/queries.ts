import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import type { Sex } from '@pandu-gempita/shared/persons'
import { ppksRecord, type ppks, type PpksRegistration, type PpksType } from '@pandu-gempita/shared/ppks'
import { sql, type SQL } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { within } from '../../kernel/authorize.ts'
import type { Queryable } from '../../kernel/db.ts'
import { homeIn, isRow, rowHome } from '../../kernel/home.ts'
import { newestFirst, readPageOf } from '../../kernel/page.ts'
import { todayIn } from '../../kernel/office-day.ts'
import { problem } from '../../kernel/problem-error.ts'
import { allowedActions, scopedRead, statesIn } from '../../kernel/record.ts'
import { columns, firstOf, iso, listed, object, rowsOf } from '../../kernel/select.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { isDead, persons } from '../persons/public.ts'
import { regionPath } from '../regions/public.ts'
import { mySteps, ppksDoor, readableAs } from './door.ts'
import { ppksWarnings } from './rules.ts'
import { ppksAnswers, ppksCriteria, ppksPhotos, ppksRegistrations, ppksTypes } from './tables.ts'

type Operations = (typeof ppks)['operations']
const y = alias(ppksTypes, 'y')
const c = alias(ppksCriteria, 'c')
const t = alias(ppksRegistrations, 't')
const p = alias(persons, 'p')

const TYPE = columns<PpksType>()({
  code: y.code,
  number: y.number,
  name: y.name,
  nameEn: y.nameEn,
  unit: y.unit,
  minAge: y.minAge,
  maxAge: y.maxAge,
  sex: y.sex,
  restricted: y.restricted,
  pasCode: y.pasCode,
  pasName: y.pasName,
  criteria: listed(
    object<PpksType['criteria'][number]>()({ code: c.code, label: c.label, labelEn: c.labelEn }),
    sql`c.ordinal`,
    sql`from ppks_criteria c where c.type_code = y.code`,
  ),
})
export const listPpksTypes = (db: Queryable): Promise<PpksType[]> =>
  rowsOf(db, TYPE, sql`from ppks_types y order by y.number`)

interface RegistrationRow extends Omit<PpksRegistration, 'warnings' | 'allowedActions'> {
  jurisdictionId: number
  personSex: Sex | null
  personDeceased: boolean
  minAge: number | null
  maxAge: number | null
  typeSex: Sex | null
  earlierOfType: boolean
  mySteps: string[]
  createdBy: string
}

const registration = (context: ReadContext, home: SQL) =>
  columns<RegistrationRow>()({
    jurisdictionId: t.jurisdictionId,
    id: t.id,
    personId: t.personId,
    personName: p.name,
    personSex: p.sex,
    personAge: sql<number | null>`age_in_years(p.birth_date, p.birth_year_estimated, ${todayIn(home, context.now)})`,
    personDeceased: isDead(sql`p.id`, home),
    regionCode: t.regionCode,
    regionPath: regionPath('t.region_code'),
    typeCode: t.typeCode,
    typeName: y.name,
    pasName: y.pasName,
    minAge: y.minAge,
    maxAge: y.maxAge,
    typeSex: y.sex,
    restricted: t.restricted,
    status: t.status,
    criteria: listed(
      object<PpksRegistration['criteria'][number]>()({
        code: c.code,
        label: c.label,
        met: alias(ppksAnswers, 'a').met,
      }),
      sql`c.ordinal`,
      sql`from ppks_answers a join ppks_criteria c on c.type_code = t.type_code and c.code = a.criterion_code where a.jurisdiction_id = ${home} and a.registration_id = t.id`,
    ),
    note: t.note,
    hasPhoto: sql<boolean>`exists (select 1 from ppks_photos f where f.jurisdiction_id = ${home} and f.registration_id = t.id)`,
    earlierOfType: sql<boolean>`exists (select 1 from ppks_registrations o where o.jurisdiction_id = ${home} and o.person_id = t.person_id and o.type_code = t.type_code and o.id <> t.id and ${readableAs(context.actor, 'o')})`,
    registeredById: t.createdBy,
    createdBy: t.createdBy,
    registeredByName: t.createdByName,
    registeredAt: iso(t.createdAt),
    mySteps: mySteps(context.actor, home),
    returnReason: sql<
      string | null
    >`case when t.status in ${statesIn(ppksRecord, 'explained')} then t.status_reason end`,
    endedOn: t.endedOn,
    version: t.version,
  })

const from = (home: SQL): SQL =>
  sql`from ppks_registrations t join persons p on p.jurisdiction_id = ${home} and p.id = t.person_id join ppks_types y on y.code = t.type_code`

function toRegistration(context: ReadContext, row: RegistrationRow): PpksRegistration {
  const {
    jurisdictionId: _j,
    personSex,
    personDeceased,
    minAge,
    maxAge,
    typeSex,
    earlierOfType,
    mySteps: _mine,
    createdBy: _createdBy,
    ...registration
  } = row
  return {
    ...registration,
    warnings: ppksWarnings(
      { minAge, maxAge, sex: typeSex },
      { age: registration.personAge, sex: personSex, deceased: personDeceased },
      registration.criteria,
      earlierOfType,
    ),
    allowedActions: allowedActions(context, ppksDoor, row),
  }
}

export async function listPpksRegistrations(
  context: ReadContext,
  { query }: InputOf<Operations['listPpksRegistrations']>,
) {
  const { limit: _l, cursor: _c, ...filters } = query
  const page = await readPageOf(
    context.db,
    query,
    [context.actor.id, filters],
    newestFirst('t'),
    registration(context, rowHome('t')),
    ({ after, orderBy, limit }) => sql`
      ${from(rowHome('t'))}
      where ${scopedRead(ppksDoor, context.actor)}
        and ${query.status ? sql`t.status = ${query.status}` : sql`true`}
        and ${query.typeCode ? sql`t.type_code = ${query.typeCode}` : sql`true`}
        and ${query.regionCode ? within(sql`t.region_code`, query.regionCode) : sql`true`}
        and ${query.personId ? sql`t.person_id = ${query.personId}` : sql`true`}
        and ${after} order by ${orderBy} ${limit}`,
  )
  for (const row of page.items)
    context.recordAccess({ jurisdictionId: row.jurisdictionId, subjectIds: [row.personId], fields: ['ppks'] })
  return { items: page.items.map((row) => toRegistration(context, row)), nextCursor: page.nextCursor }
}

async function findRow(context: ReadContext, id: string): Promise<RegistrationRow> {
  const home = homeIn(id, 't')
  const row = await firstOf(
    context.db,
    registration(context, home),
    sql`${from(home)} where ${isRow(id, 't')} and ${scopedRead(ppksDoor, context.actor, home)}`,
  )
  if (!row) throw problem('not-found')
  return row
}

export async function getPpksRegistration(context: ReadContext, id: string): Promise<PpksRegistration> {
  const row = await findRow(context, id)
  context.recordAccess({ jurisdictionId: row.jurisdictionId, subjectIds: [row.personId], fields: ['ppks'] })
  return toRegistration(context, row)
}

/** Shard of a registration that the actor may see, or 404. */
export const locateRegistration = async (
  context: ReadContext,
  id: string,
): Promise<{ jurisdictionId: number; personId: string }> => findRow(context, id)

interface Photo {
  mediaType: string
  bytes: Uint8Array
}
const f = alias(ppksPhotos, 'f')
const PHOTO = columns<Photo>()({ mediaType: f.mediaType, bytes: f.bytes })

export async function readPhoto(context: ReadContext, id: string): Promise<Photo> {
  const row = await findRow(context, id)
  const photo = await firstOf(
    context.db,
    PHOTO,
    sql`from ppks_photos f where f.jurisdiction_id = ${row.jurisdictionId} and f.registration_id = ${id}`,
  )
  if (!photo) throw problem('not-found')
  context.recordAccess({ jurisdictionId: row.jurisdictionId, subjectIds: [row.personId], fields: ['photo'] })
  return photo
}
