/** One person as a row: the same for batches, exports and proofs, so that a mirror can be compared with its source. */
import type { InputOf, ResultOf } from '@pandu-gempita/shared/contract/operation'
import type { exchange, IdentifierForm, PersonRow } from '@pandu-gempita/shared/exchange'
import type { PermissionCode } from '@pandu-gempita/shared/permissions'
import { sql, type SQL } from 'drizzle-orm'
import type { Actor } from '../../kernel/actor.ts'
import { ensureHolds, scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { rows } from '../../kernel/db.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { validOn } from '../persons/public.ts'

type Operations = (typeof exchange)['operations']

export const permissionFor = (form: IdentifierForm): PermissionCode =>
  form === 'full' ? 'export.full' : 'export.create'

/** Rows that the actor may take out in this form: for full identifiers both permissions must reach the person. */
export const mayTake = (actor: Actor, form: IdentifierForm): SQL => {
  const bulk = visibleTo(actor, 'export.create', scopeOf('p'))
  return form === 'full' ? sql`${bulk} and ${visibleTo(actor, 'export.full', scopeOf('p'))}` : bulk
}

/**
 * Persons `p` of one shard as rows. `asOf` null is the present; a day asks what was true then by what is
 * known now: papers, addresses, families and desil have their periods, and the rest is as it is today.
 */
export function personRows(shard: number, form: IdentifierForm, asOf: string | null, where: SQL): SQL {
  const identifier = (value: SQL): SQL => (form === 'full' ? value : sql`mask_identifier(${value})`)
  // In SQL and not only where the reply leaves: a proof of masked rows must be that of the rows that a mirror got.
  const typed = (value: SQL): SQL => (form === 'full' ? value : sql`mask_numbers(${value})`)
  const on = (alias: string): SQL => validOn(alias, asOf)
  const address = (kind: 'domicile' | 'card', alias: string): SQL =>
    sql`left join person_addresses ${sql.raw(alias)} on ${sql.raw(alias)}.jurisdiction_id = ${shard} and ${sql.raw(alias)}.person_id = p.id and ${sql.raw(`${alias}.kind = '${kind}'`)} and ${on(alias)}`
  // The domicile as a whole, where there is one, and else the card's: never a street of one with the RT of the other.
  const part = (column: string): SQL => sql.raw(`case when d.id is null then c.${column} else d.${column} end`)
  const household = sql`(select h.external_id from household_members hm join households h on h.jurisdiction_id = ${shard} and h.id = hm.household_id
        where hm.jurisdiction_id = ${shard} and hm.person_id = p.id order by hm.recorded_at desc, h.id limit 1)`
  return sql`
    select p.jurisdiction_id as shard, p.id,
      (select ${identifier(sql`i.value`)} from person_identifiers i where i.jurisdiction_id = ${shard} and i.person_id = p.id and i.type = 'nik' and ${on('i')} order by i.recorded_at desc, i.id limit 1) as nik,
      ${identifier(sql`f.kk_number`)} as "kkNumber", m.family_id as "familyId", m.relation, ${typed(sql`p.name`)} as name, p.identity_status as "identityStatus", p.sex, p.birth_date::text as "birthDate",
      p.birth_year_estimated as "birthYearEstimated", ${typed(sql`p.birth_place`)} as "birthPlace", (x.id is not null) as deceased, x.died_on::text as "deceasedOn",
      ${asOf === null ? sql`p.region_code` : sql`coalesce(d.region_code, c.region_code, p.region_code)`} as "villageCode",
      ${typed(part('street'))} as street, ${typed(part('hamlet'))} as hamlet, ${part('rt')} as rt, ${part('rw')} as rw,
      ${typed(household)} as "householdExternalId",
      r.desil, r.cut_off_on::text as "desilCutOffOn",
      (select string_agg(distinct g.programme_code, ' ' order by g.programme_code) from programme_memberships g where g.jurisdiction_id = ${shard} and g.person_id = p.id and ${on('g')}) as programmes
    from persons p
    left join family_members m on m.jurisdiction_id = ${shard} and m.person_id = p.id and ${on('m')}
    left join families f on f.jurisdiction_id = ${shard} and f.id = m.family_id
    left join lateral (select k.desil, k.cut_off_on from family_rankings k where k.jurisdiction_id = ${shard} and k.family_id = m.family_id
      and ${asOf === null ? sql`true` : sql`k.cut_off_on <= ${asOf}::date`} order by k.cut_off_on desc, k.recorded_at desc, k.release_id limit 1) r on true
    ${address('domicile', 'd')} ${address('card', 'c')}
    left join person_deaths x on x.jurisdiction_id = ${shard} and x.person_id = p.id and x.withdrawn_at is null
    where p.jurisdiction_id = ${shard} and ${where}`
}

export async function getPersonRows(
  context: ReadContext,
  { body }: InputOf<Operations['getPersonRows']>,
): Promise<ResultOf<Operations['getPersonRows']>> {
  const form = body.identifiers ?? 'masked'
  ensureHolds(context.actor, permissionFor(form))
  const found = await rows<{ shard: number; ids: string[] }>(
    context.db,
    sql`select p.jurisdiction_id as shard, array_agg(p.id) as ids from persons p where p.id = any(${sql.param(body.ids)}::uuid[]) and ${mayTake(context.actor, form)} group by 1 order by 1`,
  )
  const items: PersonRow[] = []
  for (const { shard, ids } of found) {
    // Once more with the area, in the statement that reads: somebody may have moved since.
    const taken = await rows<PersonRow & { shard: number }>(
      context.db,
      personRows(shard, form, null, sql`p.id = any(${sql.param(ids)}::uuid[]) and ${mayTake(context.actor, form)}`),
    )
    items.push(...taken.map(({ shard: _shard, ...row }) => row))
    context.recordAccess({
      jurisdictionId: shard,
      subjectIds: taken.map(({ id }) => id),
      fields: form === 'full' ? ['person_row', 'nik', 'kk'] : ['person_row'],
    })
  }
  const there = new Set(items.map(({ id }) => id))
  return { items, missing: body.ids.map((id) => id.toLowerCase()).filter((id) => !there.has(id)) }
}
