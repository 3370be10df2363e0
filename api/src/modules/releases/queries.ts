import { importRecord } from '@pandu-gempita/shared/import-record'
import { statesIn } from '../../kernel/record.ts'
import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import type { Release, ReleaseAreaDifference, ReleasePersonDifference, releases } from '@pandu-gempita/shared/releases'
import { sql, type SQL } from 'drizzle-orm'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { rows } from '../../kernel/db.ts'
import { readPage, type Keyset } from '../../kernel/page.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { presenceInRelease } from '../imports/public.ts'
import { regionPath } from '../regions/public.ts'
import { csvFile, DIFFERENCE_WORDS } from './lists.ts'
import { differencesOf, inReadableShards, pairOf, type Pair } from './differences.ts'

type Operations = (typeof releases)['operations']

export async function listReleases(context: ReadContext): Promise<{ items: Release[] }> {
  const found = await rows<Omit<Release, 'present'> & { jurisdictionId: number }>(
    context.db,
    sql`select r.jurisdiction_id as "jurisdictionId", r.id, r.source, r.name, r.cut_off_on::text as "cutOffOn", bool_or(b.coverage = 'everybody' and exists (select from release_presence p where p.jurisdiction_id = b.jurisdiction_id and p.batch_id = b.id)) as everybody
        from data_releases r join import_batches b on b.jurisdiction_id = r.jurisdiction_id and b.release_id = r.id and b.status in ${statesIn(importRecord, 'applied')}
        where ${inReadableShards(context, sql`r.jurisdiction_id`)} group by r.jurisdiction_id, r.id order by r.cut_off_on desc, r.created_at desc limit 100`,
  )
  const items: Release[] = []
  for (const { jurisdictionId, ...release } of found)
    items.push({ ...release, present: (await presenceInRelease(context.db, jurisdictionId, release.id)).size })
  return { items }
}

const inArea = (context: ReadContext, permission: 'report.read' | 'person.read'): SQL =>
  visibleTo(context.actor, permission, scopeOf('p'))

async function countByArea(context: ReadContext, pair: Pair): Promise<ReleaseAreaDifference[]> {
  const programmes = (
    kind: string,
  ): SQL => sql`coalesce((select jsonb_agg(jsonb_build_object('code', c.programme, 'name', coalesce((select g.name from programmes g where g.code = c.programme), c.programme), 'count', c.n) order by c.programme)
    from counted c where c.region_code = a.region_code and c.kind = ${kind}), '[]')`
  return rows<ReleaseAreaDifference>(
    context.db,
    sql`
    with different as materialized (select * from ${differencesOf(pair, inArea(context, 'report.read'))}),
    counted as (select region_code, kind, programme, count(*)::int as n,
        (count(*) filter (where kind = 'desil' and after::int > before::int))::int as up, (count(*) filter (where kind = 'desil' and after::int < before::int))::int as down
      from different group by 1, 2, 3)
    select a.region_code as "regionCode", ${regionPath('a.region_code')} as "regionPath", a.entered, a."left", a.up as "desilUp", a.down as "desilDown",
      ${programmes('programme_ended')} as "programmesEnded", ${programmes('programme_begun')} as "programmesBegun"
    from (select region_code, coalesce(sum(n) filter (where kind = 'entered'), 0)::int as entered, coalesce(sum(n) filter (where kind = 'left'), 0)::int as "left",
        coalesce(sum(up), 0)::int as up, coalesce(sum(down), 0)::int as down from counted group by region_code) a
    order by a.region_code`,
  )
}

export async function compareReleases(
  context: ReadContext,
  { params, query }: InputOf<Operations['compareReleases']>,
): Promise<{ items: ReleaseAreaDifference[] }> {
  return { items: await countByArea(context, await pairOf(context, params.releaseId, query.before)) }
}

const PERSON = sql`d.person_id as "personId", p.name, d.kind, d.before, d.after,
  (select mask_identifier(i.value) from person_identifiers i where i.jurisdiction_id = p.jurisdiction_id and i.person_id = p.id and i.type = 'nik' and upper_inf(i.valid) order by i.recorded_at desc limit 1) as nik,
  (select nullif(concat_ws(' ', a.street, a.hamlet, 'RT ' || a.rt, 'RW ' || a.rw), '') from person_addresses a where a.jurisdiction_id = p.jurisdiction_id and a.person_id = p.id and a.kind = 'card' and upper_inf(a.valid)) as address`

const personsOf = (context: ReadContext, pair: Pair, villageCode: string): SQL =>
  sql`${differencesOf(pair, sql`${inArea(context, 'person.read')} and p.region_code = ${villageCode}`)} join persons p on p.jurisdiction_id = ${pair.after.jurisdictionId} and p.id = d.person_id`

const inOrder: Keyset = {
  keys: [{ expression: sql`(d.kind || ':' || d.person_id || ':' || coalesce(d.programme, ''))`, cast: 'text' }],
  direction: 'asc',
}

export async function listReleaseDifferences(
  context: ReadContext,
  { params, query }: InputOf<Operations['listReleaseDifferences']>,
) {
  const pair = await pairOf(context, params.releaseId, query.before)
  const page = await readPage<ReleasePersonDifference>(
    context.db,
    query,
    [context.actor.id, params.releaseId, query.before, query.villageCode, query.kind],
    inOrder,
    ({ after, orderBy, limit, cursorColumns }) =>
      sql`select ${PERSON}, ${cursorColumns} from ${personsOf(context, pair, query.villageCode)} where ${query.kind ? sql`d.kind = ${query.kind}` : sql`true`} and ${after} order by ${orderBy} ${limit}`,
  )
  recordSeen(context, pair, page.items)
  return page
}

const recordSeen = (context: ReadContext, pair: Pair, seen: readonly ReleasePersonDifference[]): void => {
  const subjectIds = [...new Set(seen.map(({ personId }) => personId))]
  if (subjectIds.length > 0)
    context.recordAccess({ jurisdictionId: pair.after.jurisdictionId, subjectIds, fields: ['release_difference'] })
}

const fileName = (pair: Pair, what: string): string => `${what}-${pair.after.name.replace(/[^A-Za-z0-9]+/g, '-')}.csv`

export async function downloadReleaseComparison(
  context: ReadContext,
  { params, query }: InputOf<Operations['downloadReleaseComparison']>,
) {
  const pair = await pairOf(context, params.releaseId, query.before)
  const areas = await countByArea(context, pair)
  const codes = [...new Set(areas.flatMap((area) => area.programmesEnded.map(({ code }) => code)))].sort()
  const ended = (area: ReleaseAreaDifference, code: string): number =>
    area.programmesEnded.find((one) => one.code === code)?.count ?? 0
  return {
    fileName: fileName(pair, 'perbandingan'),
    bytes: csvFile(
      ['kode_desa', 'desa', 'masuk', 'keluar', 'desil_naik', 'desil_turun', ...codes.map((code) => `berhenti_${code}`)],
      areas.map((area) => [
        area.regionCode,
        area.regionPath,
        area.entered,
        area.left,
        area.desilUp,
        area.desilDown,
        ...codes.map((code) => ended(area, code)),
      ]),
    ),
  }
}

export async function downloadReleaseNotices(
  context: ReadContext,
  { params, query }: InputOf<Operations['downloadReleaseNotices']>,
) {
  const pair = await pairOf(context, params.releaseId, query.before)
  const people = await rows<ReleasePersonDifference>(
    context.db,
    sql`select ${PERSON} from ${personsOf(context, pair, query.villageCode)} order by p.name, d.person_id, d.kind`,
  )
  recordSeen(context, pair, people)
  return {
    fileName: fileName(pair, `pemberitahuan-${query.villageCode}`),
    bytes: csvFile(
      ['nama', 'nik', 'alamat', 'perubahan', 'sebelum', 'sesudah'],
      people.map((one) => [one.name, one.nik, one.address, DIFFERENCE_WORDS[one.kind], one.before, one.after]),
    ),
  }
}
