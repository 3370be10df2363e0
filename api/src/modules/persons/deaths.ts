/**
 * That somebody has died: one fact with its source and day, whether a file, an officer or the end of a PPKS registration says
 * so (UU 24/2013: death is recorded by certificate). Nothing is ended by it here; whoever decides on aid and cases sees it.
 */
import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import type { Person, PersonDeath, persons } from '@pandu-gempita/shared/persons'
import { sql } from 'drizzle-orm'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { firstRow } from '../../kernel/db.ts'
import { isRow, isRowAt } from '../../kernel/home.ts'
import { officeToday } from '../../kernel/office-day.ts'
import { fieldProblem, problem } from '../../kernel/problem-error.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { getPerson } from './queries.ts'

type Operations = (typeof persons)['operations']

interface Someone {
  readonly jurisdictionId: number
  readonly id: string
  readonly regionCode: string
}
type Death = Partial<Pick<PersonDeath, 'diedOn' | 'place' | 'certificateNumber' | 'reportedBy'>> &
  Pick<PersonDeath, 'saidBy' | 'knownOn'>

/** Nobody has died before the register's earliest birth, nor tomorrow. */
const EARLIEST = '1900-01-01'

const touch = (uow: UnitOfWork, { jurisdictionId, id }: Someone): Promise<unknown> =>
  uow.tx.execute(
    sql`update persons set version = version + 1, updated_at = ${uow.now.toISOString()} where jurisdiction_id = ${jurisdictionId} and id = ${id}`,
  )

/** Records the death unless one is recorded. @returns whether it was new */
export async function beginDeath(uow: UnitOfWork, person: Someone, death: Death): Promise<boolean> {
  const made = await firstRow(
    uow.tx,
    sql`insert into person_deaths (jurisdiction_id, person_id, died_on, known_on, place, certificate_number, reported_by, said_by, source, recorded_by, recorded_by_name)
        values (${person.jurisdictionId}, ${person.id}, ${death.diedOn ?? null}, ${death.knownOn}, ${death.place ?? null}, ${death.certificateNumber ?? null}, ${death.reportedBy ?? null}, ${death.saidBy}, 'officer', ${uow.actor.id}, ${uow.actor.name})
        on conflict (jurisdiction_id, person_id) where withdrawn_at is null do nothing returning 1`,
  )
  if (!made) return false
  await touch(uow, person)
  const subject = {
    jurisdictionId: person.jurisdictionId,
    subjectType: 'person' as const,
    subjectId: person.id,
    regionCode: person.regionCode,
  }
  uow.audit({
    ...subject,
    changes: [{ field: 'death', before: null, after: uow.secrets.digest(death.diedOn ?? death.knownOn) }],
  })
  uow.emit({ ...subject, type: 'person.died', aboutId: person.id, details: { saidBy: death.saidBy } })
  return true
}

interface Row extends Someone {
  readonly version: number
  readonly recordedBy: string | null
  readonly dead: boolean
}
/** The person, locked: visible, mine to change, and of this version. */
async function open(uow: UnitOfWork, personId: string, ifMatch: number): Promise<Row> {
  const scope = scopeOf('p', { owner: true })
  const row = await firstRow<Row>(
    uow.tx,
    sql`select p.jurisdiction_id as "jurisdictionId", p.id, p.region_code as "regionCode", p.version, x.recorded_by as "recordedBy", x.id is not null as dead
        from persons p left join person_deaths x on x.jurisdiction_id = p.jurisdiction_id and x.person_id = p.id and x.withdrawn_at is null
        where ${isRow(personId, 'p')} and ${visibleTo(uow.actor, 'person.read', scope)} for update of p`,
  )
  if (!row) throw problem('not-found')
  const may = await firstRow(
    uow.tx,
    sql`select 1 from persons p where ${isRowAt(row.jurisdictionId, row.id, 'p')} and ${visibleTo(uow.actor, 'person.update', scope)}`,
  )
  if (!may) throw problem('permission-missing')
  if (row.version !== ifMatch) throw problem('stale-version')
  return row
}

export async function recordDeath(
  uow: UnitOfWork,
  { params, body, ifMatch }: InputOf<Operations['recordDeath']>,
): Promise<Person> {
  const row = await open(uow, params.personId, ifMatch)
  const today = await officeToday(uow, row.jurisdictionId)
  if (body.diedOn !== undefined && (body.diedOn > today || body.diedOn < EARLIEST))
    throw fieldProblem('impossible-date', '/diedOn')
  if (!(await beginDeath(uow, row, { ...body, saidBy: 'officer', knownOn: today }))) throw problem('already-exists')
  return getPerson(uow, row.id)
}

export async function withdrawDeath(
  uow: UnitOfWork,
  { params, body, ifMatch }: InputOf<Operations['withdrawDeath']>,
): Promise<Person> {
  const row = await open(uow, params.personId, ifMatch)
  if (!row.dead) throw problem('no-death-recorded')
  if (row.recordedBy === uow.actor.id) throw problem('separation-of-duties')
  await uow.tx.execute(
    sql`update person_deaths set withdrawn_at = ${uow.now.toISOString()}, withdrawn_by = ${uow.actor.id}, withdrawn_reason = ${body.reason}
        where jurisdiction_id = ${row.jurisdictionId} and person_id = ${row.id} and withdrawn_at is null`,
  )
  await touch(uow, row)
  const subject = {
    jurisdictionId: row.jurisdictionId,
    subjectType: 'person' as const,
    subjectId: row.id,
    regionCode: row.regionCode,
  }
  uow.audit({ ...subject, changes: [{ field: 'death', before: uow.secrets.digest(row.id), after: null }] })
  uow.emit({ ...subject, type: 'person.death_withdrawn', aboutId: row.id, details: {} })
  return getPerson(uow, row.id)
}
