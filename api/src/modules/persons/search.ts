/**
 * Finding people (docs/adr/0019). Candidates come from the narrowest index that the criteria allow: NIK or KK;
 * birth date (also with day and month swapped, or a year off); a village; the words of the name. Never
 * trigrams over everybody. What is found is ranked by how well everything that was given fits, and says why.
 */
import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import type { persons, PersonHit } from '@pandu-gempita/shared/persons'
import { sql, type SQL } from 'drizzle-orm'
import type { Actor } from '../../kernel/actor.ts'
import { scopeOf, VILLAGE_LENGTH, visibleTo, within } from '../../kernel/authorize.ts'
import { firstRow, rows, type Queryable } from '../../kernel/db.ts'
import { rowHome } from '../../kernel/home.ts'
import { keepsItsPlan } from '../../kernel/kept-plans.ts'
import { problem } from '../../kernel/problem-error.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { HIT, inShardsOf, isOfOneShard, shown, type HitRow } from './hits.ts'
import { countMiss } from './misses.ts'
import { plainName, spellingsOf, swapsOf } from './names.ts'

type Operations = (typeof persons)['operations']
type Criteria = InputOf<Operations['searchPersons']>['body']

const scope = scopeOf('p', { owner: true })

const isDate = (date: string): boolean => {
  const at = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date)
}

/** The date as given, with day and month swapped, and a year off: what is mistyped most. Only dates that exist. */
export function nearDates(date: string): { given: string; swapped: string | null; years: string[] } {
  const [year = '', month = '', day = ''] = date.split('-')
  const swapped = `${year}-${day}-${month}`
  const years = [Number(year) - 1, Number(year) + 1].map((near) => `${near}-${month}-${day}`)
  return { given: date, swapped: swapped !== date && isDate(swapped) ? swapped : null, years: years.filter(isDate) }
}

/** Below this a name in the same village is another name: found by trial on one-letter and swapped-letter errors in single-word names. */
const NAME_FLOOR = 0.22
/** A name that fits so well, with the date or village that was given, needs no wider look. */
const GOOD_NAME = 0.45
/** Who bears a name so near on the very day that was given is the one who is looked for, without a look at other days. */
const SURE_NAME = 0.75
/** From here on a name begins as was typed (nameScore). */
const BEGINS = 0.94
/** What scores less than this part of the best hit only hides it. */
const FAR = 0.4
/** Namesakes looked at in a whole kabupaten: more than twenty share a name there, so a date or village is asked for. */
const NAMESAKES = 300
const NEIGHBOUR_WORDS = 12

interface Search {
  readonly db: Queryable
  readonly criteria: Criteria
  readonly name: string
  readonly visible: SQL
  readonly inRegion: SQL
  readonly columns: SQL
  readonly limit: number
}

/** Letters that may be wrong. Trigrams see nothing of a short name with two letters swapped; counting the wrong letters does. */
const tolerated = (name: string): number => (name.length <= 4 ? 1 : name.length <= 8 ? 2 : 3)

/**
 * How well the name of `p` fits, 0 to 1, by grades that do not overlap: the very name; a name that begins as was typed; one
 * that has the typed words in it; one that is merely similar. Inside a grade likeness decides: shared trigrams, the typed
 * name as a part of it, or few wrong letters (two neighbours swapped are one), and where those are equal the trigrams again.
 */
function nameScore(name: string): SQL {
  const letters = sql`case when upper(p.name) = any(${sql.param(swapsOf(name))}::text[]) then 1 else levenshtein_less_equal(upper(p.name), ${name}, ${tolerated(name)}) end`
  return sql`(select case
      when n.called = ${name} then 1
      when starts_with(n.called, ${name}) then ${BEGINS}::float8 + 0.03 * n.fits + 0.02 * n.alike
      when position(${` ${name} `} in ' ' || n.called || ' ') > 0 then 0.9 + 0.02 * n.fits + 0.01 * n.alike
      else least(0.87, n.fits) + 0.02 * n.alike end
    from (select o.*, greatest(
        o.alike,
        -- The dearest of the three, and never the best where hardly a trigram is shared.
        case when o.alike >= 0.1 then 0.95 * strict_word_similarity(${name}, p.name) else 0 end,
        case when o.errors <= ${tolerated(name)} then 0.95 * (1 - o.errors / ${name.length}::float8) else 0 end) as fits
      from (select upper(p.name) as called, similarity(p.name, ${name}) as alike, ${letters} as errors offset 0) o offset 0) n)`
}

interface Candidates {
  readonly which: SQL
  /** Also who has the birth date and quite another name, where nobody's name fits. */
  readonly anyName?: boolean
}

/** Rows that the candidates let through, ranked. Weighs the name, the birth date and the mother's name by what was given. */
async function ranked(search: Search, { which, anyName }: Candidates): Promise<HitRow[]> {
  const { criteria, name } = search
  const dates = criteria.birthDate === undefined ? undefined : nearDates(criteria.birthDate)
  const isSwapped = dates?.swapped ? sql`p.birth_date = ${dates.swapped}::date` : sql`false`
  const isNear = dates
    ? sql`p.birth_date between ${dates.given}::date - interval '366 days' and ${dates.given}::date + interval '366 days'`
    : sql`false`
  const dateScore = dates
    ? sql`case when p.birth_date = ${dates.given}::date then 1 when ${isSwapped} then 0.8 when ${isNear} then 0.4 else 0 end`
    : sql`0::float8`
  const mother = criteria.motherName ? plainName(criteria.motherName) : undefined
  const motherScore = mother ? sql`coalesce(similarity(p.mother_name, ${mother}), 0)` : sql`0::float8`
  const spellings = spellingsOf(name)
  const weights = { name: 0.6, date: dates ? 0.4 : 0, mother: mother ? 0.2 : 0 }
  const all = weights.name + weights.date + weights.mother
  // With a birth date and a name that surely fits, faint likenesses on the same day only hide it.
  const floor = dates
    ? sql`case when t.best_name >= ${SURE_NAME}::float8 then ${GOOD_NAME}::float8 else ${NAME_FLOOR}::float8 end`
    : sql`${NAME_FLOOR}::float8`
  const otherName = anyName ? sql`t.date_score > 0.5 and t.best_name < ${GOOD_NAME}::float8` : sql`false`
  return rows<HitRow>(
    search.db,
    sql`
    select ${search.columns}, round(s.score::numeric, 4)::float8 as score, s.name_score::float8 as "nameScore",
      array_remove(array[
        case when upper(p.name) = any(${sql.param(spellings)}::text[]) then 'name_exact' when s.name_score >= ${BEGINS}::float8 then 'name_begins' when s.name_score >= ${NAME_FLOOR}::float8 then 'name_similar' end,
        case when ${dates ? sql`p.birth_date = ${dates.given}::date` : sql`false`} then 'birth_date' when ${isSwapped} then 'birth_date_swapped' when ${isNear} then 'birth_year' end,
        case when s.mother_score >= ${GOOD_NAME}::float8 then 'mother_name' end,
        ${criteria.regionCode?.length === VILLAGE_LENGTH ? sql`'village'` : sql`null`}], null) as matched
    from (
      select t.* from (
        select c.*, w.score, max(w.score) over () as best, max(c.name_score) over () as best_name
        from (select p.jurisdiction_id, p.id, p.name, ${dateScore} as date_score, ${motherScore} as mother_score, greatest(${sql.join(spellings.map(nameScore), sql`, `)}) as name_score
          from persons p where ${search.visible} and ${search.inRegion} and p.name is not null and ${which}
          offset 0) c -- the fence: without it the similarity is computed for each use of it
        cross join lateral (select (${weights.name}::float8 * c.name_score + ${weights.date}::float8 * c.date_score + ${weights.mother}::float8 * c.mother_score) / ${all}::float8 as score) w) t
      where t.score >= ${FAR}::float8 * t.best and (t.name_score >= ${floor} or (${otherName}))
      order by t.score desc, t.name, t.id limit ${search.limit + 1}) s
    join persons p on p.jurisdiction_id = s.jurisdiction_id and p.id = s.id and ${search.visible}
    order by s.score desc, p.name, p.id`,
  )
}

const nameFits = (hits: readonly HitRow[], score: number): boolean => (hits[0]?.nameScore ?? 0) >= score

/** Who was born on the day, and only where nobody of them surely bears the name, who was born on a day that it is mistaken for. */
async function byDate(search: Search, birthDate: string, inVillage: boolean): Promise<HitRow[]> {
  const { given, swapped, years } = nearDates(birthDate)
  const hits = await ranked(search, { which: sql`p.birth_date = ${given}::date` })
  // In one village a day is borne by one or two.
  if (nameFits(hits, inVillage ? GOOD_NAME : SURE_NAME)) return hits
  const days = [given, ...(swapped ? [swapped] : []), ...years]
  return ranked(search, { which: sql`p.birth_date = any(${sql.param(days)}::date[])`, anyName: true })
}

/** Everybody of all lists once, the best first. */
function merged(limit: number, ...lists: readonly (readonly HitRow[])[]): HitRow[] {
  const best = new Map<string, HitRow>()
  for (const hit of lists.flat()) if (!best.has(hit.id)) best.set(hit.id, hit)
  return [...best.values()].sort((a, b) => b.score - a.score).slice(0, limit + 1)
}

/** For each word of the name, in whichever spelling, the words of the actor's dictionaries that are near to it, the word itself first. */
async function neighbourWords(db: Queryable, actor: Actor, spellings: readonly string[][]): Promise<string[][]> {
  const words = spellings.flat()
  const found = await firstRow<{ near: string[][] }>(
    db,
    sql`select coalesce(json_agg(n.near order by q.n), '[]') as near from unnest(${sql.param(words)}::text[]) with ordinality as q(word, n)
      cross join lateral (select coalesce(json_agg(w.word), '[]') as near from
        (select d.word from name_dictionary d where ${inShardsOf(actor, sql`d.jurisdiction_id`)} and d.word % q.word group by d.word order by max(similarity(d.word, q.word)) desc limit ${NEIGHBOUR_WORDS}) w) n`,
  )
  const near = words.map((word, at) => [word, ...(found?.near[at] ?? [])])
  const count = words.length / spellings.length
  return near.slice(0, count).map((_, at) => [...new Set(near.filter((_list, n) => n % count === at).flat())])
}

/** By words: who bears exactly this name, then who bears a near word for each of its words, then for any of them. */
async function byWords(search: Search, actor: Actor): Promise<HitRow[]> {
  const spellings = spellingsOf(search.name)
  const words = spellings.map((spelling) => spelling.split(' '))
  const several = search.name.includes(' ')
  const someOf = (list: readonly string[]): SQL => sql`name_words(p.name) && ${sql.param(list)}::text[]`
  const among = (which: SQL): Candidates => ({
    which: sql`(p.jurisdiction_id, p.id) in (
    select p.jurisdiction_id, p.id from persons p where ${search.visible} and ${search.inRegion} and ${which} limit ${NAMESAKES})`,
  })
  const exact = await ranked(search, among(someOf(spellings.map((name) => `=${name}`))))
  if (exact.length > search.limit) return exact
  const near = await neighbourWords(search.db, actor, words)
  const joined = several ? words.map((parts) => parts.join('')) : []
  const every = sql.join(near.map(someOf), sql` and `)
  const found = await ranked(search, among(joined.length > 0 ? sql`((${every}) or ${someOf(joined)})` : every))
  const some = found.length === 0 && several ? await ranked(search, among(someOf(near.flat()))) : []
  return merged(search.limit, exact, found, some)
}

/** The narrowest way first; a wider one only where nothing fits. */
async function byName(search: Search, actor: Actor, region: string | undefined): Promise<HitRow[]> {
  const { birthDate } = search.criteria
  const inVillage = region?.length === VILLAGE_LENGTH
  const born = birthDate === undefined ? [] : await byDate(search, birthDate, inVillage)
  if (nameFits(born, GOOD_NAME)) return born
  // Some thousand people: each is compared.
  if (inVillage) return ranked(search, { which: sql`true`, anyName: true })
  return merged(search.limit, born, await byWords(search, actor))
}

/** Where the actor's only grant is a village, that is the village. */
const regionOf = (criteria: Criteria, actor: Actor): string | undefined => {
  if (criteria.regionCode !== undefined) return criteria.regionCode
  const grants = actor.grants.filter((grant) => grant.permission === 'person.read')
  return grants.length === 1 && grants[0]?.scope === 'area' ? (grants[0].regionCode ?? undefined) : undefined
}

/** The actor sees nothing outside of the region anyhow; asking twice would only mislead the planner. */
const reachesOnly = (actor: Actor, regionCode: string): boolean =>
  actor.grants
    .filter((grant) => grant.permission === 'person.read')
    .every((grant) => grant.scope === 'area' && grant.regionCode?.startsWith(regionCode))

async function find(context: ReadContext, criteria: Criteria, limit: number): Promise<HitRow[]> {
  const visible = visibleTo(context.actor, 'person.read', scope)
  const inRegion =
    criteria.regionCode && !reachesOnly(context.actor, criteria.regionCode)
      ? within(sql`p.region_code`, criteria.regionCode)
      : sql`true`
  const columns = HIT(context)
  // A number leads to one or two people, whoever they are.
  const keeping = isOfOneShard(context.actor) ? keepsItsPlan : sql``
  if (criteria.nik)
    return rows<HitRow>(
      context.db,
      sql`${keeping}select ${columns}, 1 as score, array['nik'] as matched from persons p
          where ${visible} and ${inRegion} and (p.jurisdiction_id, p.id) in (select i.jurisdiction_id, i.person_id from person_identifiers i where ${inShardsOf(context.actor, sql`i.jurisdiction_id`)} and i.value = ${criteria.nik} and i.type = 'nik')
          order by p.name, p.id limit ${limit + 1}`,
    )
  if (criteria.kkNumber)
    return rows<HitRow>(
      context.db,
      sql`${keeping}select ${columns}, 1 as score, array['kk'] as matched from persons p
          where ${visible} and ${inRegion} and (p.jurisdiction_id, p.id) in
            (select m.jurisdiction_id, m.person_id from families f join family_members m on m.jurisdiction_id = f.jurisdiction_id and m.family_id = f.id where ${inShardsOf(context.actor, rowHome('f'))} and ${inShardsOf(context.actor, rowHome('m'))} and f.kk_number = ${criteria.kkNumber} and upper_inf(m.valid))
          order by p.birth_date nulls last, p.id limit ${limit + 1}`,
    )
  const name = plainName(criteria.name ?? '') || (criteria.name ?? '').toUpperCase()
  return byName(
    { db: context.db, criteria, name, visible, inRegion, columns, limit },
    context.actor,
    regionOf(criteria, context.actor),
  )
}

export async function searchPersons(
  context: ReadContext,
  { body }: InputOf<Operations['searchPersons']>,
): Promise<{ items: PersonHit[]; more: boolean }> {
  if (!body.nik && !body.kkNumber && !body.name)
    throw problem('missing-detail', {
      errors: [{ pointer: '/', code: 'criterion_required', message: 'give nik, kkNumber or name' }],
    })
  const limit = body.limit ?? 20
  const found = await find(context, body, limit)
  if (body.nik) await countMiss(context, { nik: body.nik, found })
  else if (body.kkNumber) await countMiss(context, { found })
  const near = found.filter((hit) => hit.score >= (found[0]?.score ?? 0) * FAR)
  return { items: await shown(context, near.slice(0, limit)), more: near.length > limit }
}
