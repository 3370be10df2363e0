/** Somebody in danger: where officers work among whom she is not safe, nobody reads where she lives or how to call her. */
import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import type { Person, persons } from '@pandu-gempita/shared/persons'
import { sql } from 'drizzle-orm'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { firstRow } from '../../kernel/db.ts'
import { isRow } from '../../kernel/home.ts'
import { fieldProblem, problem } from '../../kernel/problem-error.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { guardMatter } from '../matters/public.ts'
import { findRegion } from '../regions/public.ts'
import { getPerson } from './queries.ts'

type Operations = (typeof persons)['operations']

export async function markUnsafePlace(
  uow: UnitOfWork,
  { params, body, ifMatch }: InputOf<Operations['markUnsafePlace']>,
): Promise<Person> {
  const scope = scopeOf('p', { owner: true })
  const row = await firstRow<{ jurisdictionId: number; regionCode: string; version: number; may: boolean }>(
    uow.tx,
    sql`select p.jurisdiction_id as "jurisdictionId", p.region_code as "regionCode", p.version, ${visibleTo(uow.actor, 'ppks.read-restricted', scope)} as may
        from persons p where ${isRow(params.personId, 'p')} and ${visibleTo(uow.actor, 'person.read', scope)} for update`,
  )
  if (!row) throw problem('not-found')
  if (!row.may) throw problem('permission-missing')
  if (row.version !== ifMatch) throw problem('stale-version')
  const region = await findRegion(uow.db, body.regionCode)
  if (!region) throw fieldProblem('unknown-region', '/regionCode')
  await guardMatter(uow, { jurisdictionId: row.jurisdictionId, matterId: params.personId, ofPerson: true }, [
    { regionCode: body.regionCode, name: region.path, unsafe: true },
  ])
  const subject = {
    jurisdictionId: row.jurisdictionId,
    subjectType: 'person' as const,
    subjectId: params.personId,
    regionCode: row.regionCode,
  }
  // Neither place nor reason: the log is read by those from whom it is kept.
  uow.audit({
    ...subject,
    changes: [{ field: 'safety', before: null, after: uow.secrets.digest(`${body.regionCode} ${body.reason}`) }],
  })
  return getPerson(uow, params.personId)
}
