/** What a hit of the search says of somebody: enough to tell five of one name apart at the counter. */
import type { PersonHit } from '@pandu-gempita/shared/persons'
import { sql, type SQL } from 'drizzle-orm'
import type { Actor } from '../../kernel/actor.ts'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { rows as rowsOf } from '../../kernel/db.ts'
import { atHome, rowHome } from '../../kernel/home.ts'
import { keepsItsPlan } from '../../kernel/kept-plans.ts'
import { todayIn } from '../../kernel/office-day.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { isUnsafeFor } from '../matters/public.ts'
import { regionPath } from '../regions/public.ts'
import { desilOf, isDead } from './fragments.ts'

interface Place {
  readonly rt: string | null
  readonly rw: string | null
  readonly street: string | null
}
export interface HitRow extends Omit<PersonHit, 'rt' | 'rw' | 'headName' | 'isHead' | 'deceased'> {
  readonly jurisdictionId: number
  readonly nameScore?: number
}
interface Around {
  readonly id: string
  readonly deceased: boolean
  readonly address: Place | null
  readonly head: { readonly id: string; readonly name: string | null } | null
}

/** The shards that the actor sees people of; undefined for all. */
function shardsOf(actor: Actor): number[] | undefined {
  const grants = actor.grants.filter((grant) => grant.permission === 'person.read')
  if (grants.some((grant) => grant.scope === 'national')) return undefined
  return [...new Set(grants.flatMap((grant) => grant.jurisdictionIds))]
}
/** Only those: a statement without it would be planned for, and look into, every kabupaten of the nation. */
export function inShardsOf(actor: Actor, column: SQL): SQL {
  const shards = shardsOf(actor)
  if (shards === undefined) return sql`true`
  const [only] = shards
  return shards.length === 1 && only !== undefined
    ? sql`${column} = ${atHome(only)}`
    : sql`${column} = any(${sql.param(shards)}::int[])`
}
export const isOfOneShard = (actor: Actor): boolean => shardsOf(actor)?.length === 1
/** Of person `p`: where the actor's shard is one, it is said, and stands for both. */
const ofPerson = (actor: Actor, alias: string): SQL =>
  isOfOneShard(actor)
    ? inShardsOf(actor, rowHome(alias))
    : sql`${inShardsOf(actor, rowHome(alias))} and ${rowHome(alias)} = p.jurisdiction_id`

/** Where they live before what the card says: by it the village tells its people apart. */
const ADDRESS = (
  actor: Actor,
): SQL => sql`(select json_build_object('rt', a.rt, 'rw', a.rw, 'street', a.street) from person_addresses a
    where ${ofPerson(actor, 'a')} and a.person_id = p.id and upper_inf(a.valid) and not ${isUnsafeFor(actor, rowHome('p'), sql`p.id`)} order by a.kind = 'domicile' desc limit 1)`
/** Who heads the family, if the actor may see that person too. */
const HEAD = (actor: Actor): SQL => sql`(select json_build_object('id', h.id, 'name', h.name) from family_members m
    join family_members k on ${ofPerson(actor, 'k')} and k.family_id = m.family_id and k.relation = 'head' and upper_inf(k.valid)
    join persons h on ${ofPerson(actor, 'h')} and h.id = k.person_id
    where ${ofPerson(actor, 'm')} and m.person_id = p.id and upper_inf(m.valid) and ${visibleTo(actor, 'person.read', scopeOf('h', { owner: true }))} order by h.id limit 1)`

export const HIT = ({
  now,
  actor,
}: ReadContext): SQL => sql`p.id, p.jurisdiction_id as "jurisdictionId", p.name, p.sex, p.birth_date::text as "birthDate",
  age_in_years(p.birth_date, p.birth_year_estimated, ${todayIn(sql`p.jurisdiction_id`, now)}) as age, ${regionPath('p.region_code')} as "regionPath",
  (select mask_identifier(i.value) from person_identifiers i where ${ofPerson(actor, 'i')} and i.person_id = p.id and i.type = 'nik' and upper_inf(i.valid) order by i.recorded_at desc limit 1) as nik,
  (select m.family_id from current_family_members m where ${ofPerson(actor, 'm')} and m.person_id = p.id) as "familyId",
  ${desilOf(sql`p.id`, (alias) => ofPerson(actor, alias))} as desil`

/** Many files write both into the address: "RT 004 RW 002", "RT.4/RW.2", "RT 004/002". */
const IN_STREET = /\bRT\W{0,2}(\d{1,3})(?:\W{0,3}(?:RW\W{0,2})?(\d{1,3})\b)?/i
export function neighbourhoodOf(place: Place | null): { rt: string | null; rw: string | null } {
  if (place?.rt != null || place?.rw != null) return { rt: place.rt, rw: place.rw }
  const [, rt = null, rw = null] = IN_STREET.exec(place?.street ?? '') ?? []
  return { rt, rw }
}

/** Of those that are shown, once: a search looks at more people than it tells of, and some several times. */
async function around({ db, actor }: ReadContext, rows: readonly HitRow[]): Promise<Map<string, Around>> {
  if (rows.length === 0) return new Map()
  const homes = sql.param(rows.map(({ jurisdictionId }) => jurisdictionId))
  const ids = sql.param(rows.map(({ id }) => id))
  const found = await rowsOf<Around>(
    db,
    sql`${isOfOneShard(actor) ? keepsItsPlan : sql``}select p.id, ${isDead(sql`p.id`, rowHome('p'))} as deceased, ${ADDRESS(actor)} as address, ${HEAD(actor)} as head from persons p
        where ${inShardsOf(actor, rowHome('p'))} and (p.jurisdiction_id, p.id) in (select * from unnest(${homes}::int[], ${ids}::uuid[]))`,
  )
  return new Map(found.map((one) => [one.id, one]))
}

/** Whoever is named has been looked at: the hits, and the heads of their families. */
export async function shown(context: ReadContext, rows: readonly HitRow[]): Promise<PersonHit[]> {
  const known = await around(context, rows)
  for (const shard of new Set(rows.map((row) => row.jurisdictionId))) {
    const there = rows.filter((row) => row.jurisdictionId === shard).map(({ id }) => id)
    const heads = there.flatMap((id) => known.get(id)?.head?.id ?? [])
    context.recordAccess({
      jurisdictionId: shard,
      subjectIds: [...new Set([...there, ...heads])],
      fields: ['search_hit'],
    })
  }
  return rows.map(({ jurisdictionId: _shard, nameScore: _name, ...hit }) => {
    const { address = null, head = null, deceased = false } = known.get(hit.id) ?? {}
    return { ...hit, deceased, ...neighbourhoodOf(address), headName: head?.name ?? null, isHead: head?.id === hit.id }
  })
}
