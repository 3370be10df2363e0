import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import { ppksRecord, type ppks, type PpksRegistration, type PpksType } from '@pandu-gempita/shared/ppks'
import { sql, type SQL } from 'drizzle-orm'
import { within } from '../../kernel/authorize.ts'
import { firstRow, rows, type Queryable } from '../../kernel/db.ts'
import { homeIn, isRow, rowHome } from '../../kernel/home.ts'
import { newestFirst, readPage } from '../../kernel/page.ts'
import { todayIn } from '../../kernel/office-day.ts'
import { problem } from '../../kernel/problem-error.ts'
import { allowedActions, scopedRead, statesIn } from '../../kernel/record.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { regionPath } from '../regions/public.ts'
import { mySteps, ppksDoor } from './door.ts'
import { ppksWarnings } from './rules.ts'

type Operations = (typeof ppks)['operations']
export const listPpksTypes = (db: Queryable): Promise<PpksType[]> =>
  rows<PpksType>(
    db,
    sql`select y.code, y.number, y.name, y.name_en as "nameEn", y.unit, y.min_age as "minAge", y.max_age as "maxAge", y.sex, y.restricted, y.pas_code as "pasCode", y.pas_name as "pasName",
          coalesce((select json_agg(json_build_object('code', c.code, 'label', c.label, 'labelEn', c.label_en) order by c.ordinal) from ppks_criteria c where c.type_code = y.code), '[]') as criteria
        from ppks_types y order by y.number`,
  )

interface RegistrationRow extends Omit<PpksRegistration, 'warnings' | 'allowedActions'> {
  jurisdictionId: number
  personSex: 'male' | 'female' | null
  minAge: number | null
  maxAge: number | null
  typeSex: 'male' | 'female' | null
  earlierOfType: boolean
  mySteps: string[]
  createdBy: string
}

const columns = (context: ReadContext, home: SQL): SQL => sql`
  t.jurisdiction_id as "jurisdictionId", t.id, t.person_id as "personId", p.name as "personName", p.sex as "personSex",
  age_in_years(p.birth_date, p.birth_year_estimated, ${todayIn(home, context.now)}) as "personAge", t.region_code as "regionCode", ${regionPath('t.region_code')} as "regionPath",
  t.type_code as "typeCode", y.name as "typeName", y.pas_name as "pasName", y.min_age as "minAge", y.max_age as "maxAge", y.sex as "typeSex", t.restricted, t.status,
  coalesce((select json_agg(json_build_object('code', c.code, 'label', c.label, 'met', a.met) order by c.ordinal)
    from ppks_answers a join ppks_criteria c on c.type_code = t.type_code and c.code = a.criterion_code where a.jurisdiction_id = ${home} and a.registration_id = t.id), '[]') as criteria,
  t.note, exists (select 1 from ppks_photos f where f.jurisdiction_id = ${home} and f.registration_id = t.id) as "hasPhoto",
  exists (select 1 from ppks_registrations o where o.jurisdiction_id = ${home} and o.person_id = t.person_id and o.type_code = t.type_code and o.id <> t.id) as "earlierOfType",
  t.created_by as "registeredById", t.created_by as "createdBy", t.created_by_name as "registeredByName", iso(t.created_at) as "registeredAt", ${mySteps(context.actor, home)} as "mySteps",
  case when t.status in ${statesIn(ppksRecord, 'explained')} then t.status_reason end as "returnReason", t.ended_on::text as "endedOn", t.version`

const from = (home: SQL): SQL =>
  sql`from ppks_registrations t join persons p on p.jurisdiction_id = ${home} and p.id = t.person_id join ppks_types y on y.code = t.type_code`

function toRegistration(context: ReadContext, row: RegistrationRow): PpksRegistration {
  const {
    jurisdictionId: _j,
    personSex,
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
      { age: registration.personAge, sex: personSex },
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
  const page = await readPage<RegistrationRow>(
    context.db,
    query,
    [context.actor.id, filters],
    newestFirst('t'),
    ({ after, orderBy, limit, cursorColumns }) => sql`
      select ${columns(context, rowHome('t'))}, ${cursorColumns} ${from(rowHome('t'))}
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
  const row = await firstRow<RegistrationRow>(
    context.db,
    sql`select ${columns(context, home)} ${from(home)} where ${isRow(id, 't')} and ${scopedRead(ppksDoor, context.actor, home)}`,
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

export async function readPhoto(context: ReadContext, id: string): Promise<{ mediaType: string; bytes: Uint8Array }> {
  const row = await findRow(context, id)
  const photo = await firstRow<{ mediaType: string; bytes: Uint8Array }>(
    context.db,
    sql`select media_type as "mediaType", bytes from ppks_photos where jurisdiction_id = ${row.jurisdictionId} and registration_id = ${id}`,
  )
  if (!photo) throw problem('not-found')
  context.recordAccess({ jurisdictionId: row.jurisdictionId, subjectIds: [row.personId], fields: ['photo'] })
  return photo
}
