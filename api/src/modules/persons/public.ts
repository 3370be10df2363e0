/** What other modules may ask of persons. */
import type { PermissionCode } from '@pandu-gempita/shared/permissions'
import { sql } from 'drizzle-orm'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { firstRow, rows } from '../../kernel/db.ts'
import { isRow } from '../../kernel/home.ts'
import { fieldProblem } from '../../kernel/problem-error.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { countMiss } from './misses.ts'

export interface PersonRef {
  readonly id: string
  readonly jurisdictionId: number
  readonly regionCode: string
  readonly birthDate: string | null
  readonly birthYearEstimated: number | null
  readonly sex: 'male' | 'female' | null
}

/** A person that the actor may act on with this permission, named in a body at `pointer`; 422 otherwise. */
export async function ensurePerson(
  context: ReadContext,
  permission: PermissionCode,
  personId: string,
  pointer: string,
): Promise<PersonRef> {
  const found = await firstRow<PersonRef>(
    context.db,
    sql`select p.id, p.jurisdiction_id as "jurisdictionId", p.region_code as "regionCode", p.birth_date::text as "birthDate", p.birth_year_estimated as "birthYearEstimated", p.sex
        from persons p where ${isRow(personId, 'p')} and ${visibleTo(context.actor, permission, scopeOf('p', { owner: true }))}`,
  )
  if (!found) throw fieldProblem('unknown-reference', pointer)
  return found
}

/**
 * Whoever bears or bore a NIK, and may be seen with this permission. Who tries numbers until one is somebody's is stopped here too.
 */
export async function bearersOf(context: ReadContext, permission: PermissionCode, nik: string): Promise<string[]> {
  const found = await rows<{ id: string; jurisdictionId: number }>(
    context.db,
    sql`select distinct p.id, p.jurisdiction_id as "jurisdictionId" from persons p
        join person_identifiers i on i.jurisdiction_id = p.jurisdiction_id and i.person_id = p.id
        where i.value = ${nik} and i.type = 'nik' and ${visibleTo(context.actor, permission, scopeOf('p', { owner: true }))}`,
  )
  await countMiss(context, { nik, found })
  return found.map(({ id }) => id)
}

/** SQL parts for modules that show persons: facts with their provenance, now or on a day, and the office's day. */
export {
  addressJson,
  desilOf,
  ensurePast,
  isAhead,
  isDead,
  programmeJson,
  provenanceJson,
  validOn,
} from './fragments.ts'
export { beginDeath } from './deaths.ts'
export { locatePerson } from './queries.ts'
/** The columns of persons, for typed lists of who may read the table (owners.ts). */
export { persons } from './tables.ts'
