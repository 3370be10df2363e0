import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import type { Institution, institutions } from '@pandu-gempita/shared/institutions'
import { sql } from 'drizzle-orm'
import type { Actor } from '../../kernel/actor.ts'
import { firstRow } from '../../kernel/db.ts'
import { readPage, type Keyset } from '../../kernel/page.ts'
import { problem } from '../../kernel/problem-error.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { regionPath } from '../regions/public.ts'

type Operations = (typeof institutions)['operations']

const COLUMNS = sql`i.id, i.name, i.kind, i.sectors, i.region_code as "regionCode", ${regionPath('i.region_code')} as "regionPath", i.address, i.phone, i.version`

const byName: Keyset = {
  keys: [
    { expression: sql`i.name`, cast: 'text' },
    { expression: sql`i.id`, cast: 'uuid' },
  ],
  direction: 'asc',
}

/**
 * The directory is not personal data. A village officer refers to the dinas of the kabupaten, so an
 * institution is visible to those whose area lies in its region or the other way round; those of the
 * province and the nation serve everyone below them.
 */
export const serves = (actor: Actor, permission: 'institution.read' | 'referral.create') => {
  const parts = actor.grants
    .filter((grant) => grant.permission === permission)
    .map((grant) =>
      grant.scope === 'national'
        ? sql`true`
        : grant.scope === 'institution'
          ? sql`i.id = ${grant.institutionId}`
          : sql`(i.region_code like ${`${grant.regionCode}%`} or ${grant.regionCode} like i.region_code || '%' or i.kind = 'ministry')`,
    )
  return parts.length === 0 ? sql`false` : sql`(${sql.join(parts, sql` or `)})`
}

export async function listInstitutions(context: ReadContext, { query }: InputOf<Operations['listInstitutions']>) {
  const { limit: _l, cursor: _c, ...filters } = query
  return readPage<Institution>(
    context.db,
    query,
    [context.actor.id, filters],
    byName,
    ({ after, orderBy, limit, cursorColumns }) => sql`
      select ${COLUMNS}, ${cursorColumns} from institutions i
      where ${serves(context.actor, 'institution.read')}
        and ${query.name ? sql`position(lower(${query.name}) in lower(i.name)) > 0` : sql`true`}
        and ${query.sector ? sql`${query.sector} = any(i.sectors)` : sql`true`}
        and ${query.kind ? sql`i.kind = ${query.kind}` : sql`true`}
        and ${after} order by ${orderBy} ${limit}`,
  )
}

export async function getInstitution(context: ReadContext, id: string): Promise<Institution> {
  const found = await firstRow<Institution>(
    context.db,
    sql`select ${COLUMNS} from institutions i where i.id = ${id} and ${serves(context.actor, 'institution.read')}`,
  )
  if (!found) throw problem('not-found')
  return found
}
