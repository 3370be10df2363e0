/**
 * Proof that a mirror equals its source: for every desa the number of persons and the sum of their
 * digests, added up to kecamatan, kabupaten and province. A sum does not depend on order, so neither
 * side has to sort, and a node is the sum of its children.
 */
import type { InputOf, ResultOf } from '@pandu-gempita/shared/contract/operation'
import {
  personRowFields,
  type exchange,
  type IdentifierForm,
  type ProofNode,
  type RowDigest,
} from '@pandu-gempita/shared/exchange'
import { hexOf } from '@pandu-gempita/shared/person-digest'
import { sql, type SQL } from 'drizzle-orm'
import { ensureHolds, within } from '../../kernel/authorize.ts'
import { rows } from '../../kernel/db.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { placeIn } from '../regions/public.ts'
import { shardsIn } from './feed.ts'
import { mayTake, permissionFor, personRows } from './person-rows.ts'

type Operations = (typeof exchange)['operations']

/** `canonicalText` of shared/src/person-digest.ts, in SQL; a property test compares the two. */
const CANONICAL = sql.join(
  personRowFields.map((field) => {
    const value = sql`${sql.identifier(field)}::text`
    return sql`coalesce(octet_length(${value}) || ':' || ${value}, '-')`
  }),
  sql` || `,
)
const DIGEST = sql`sha256(convert_to(${CANONICAL}, 'UTF8'))`

/** A fence: merged into the outer query, each field would be read again for every place that names it. */
const ONCE = sql`offset 0`

/** One LIKE a code: a list in ANY would not use the index on regions. */
const under = (codes: readonly string[]): SQL =>
  sql`(${sql.join(
    codes.map((code) => within(sql`p.region_code`, code)),
    sql` or `,
  )})`

interface Sum {
  readonly count: number
  readonly sum: bigint
}
const NOTHING: Sum = { count: 0, sum: 0n }
const plus = (a: Sum, b: Sum): Sum => ({ count: a.count + b.count, sum: a.sum + b.sum })
const nodeOf = (regionCode: string, { count, sum }: Sum): ProofNode => ({ regionCode, count, hash: hexOf(sum) })

async function shardsOfAll(context: ReadContext, codes: readonly string[]): Promise<number[]> {
  const shards = new Set<number>()
  for (const regency of new Set(codes.map((code) => code.slice(0, 4))))
    for (const shard of await shardsIn(context.db, regency)) shards.add(shard)
  return [...shards]
}

/** A kabupaten of a million would be too long for one statement of the application, its kecamatan are not. */
async function kecamatanOf(context: ReadContext, shard: number, codes: readonly string[]): Promise<string[][]> {
  const found = await rows<{ code: string }>(
    context.db,
    sql`select distinct left(p.region_code, 6) as code from persons p where p.jurisdiction_id = ${shard} and ${under(codes)} order by 1`,
  )
  return found.map(({ code }) => {
    // Whole, unless only some of its desa are asked for.
    const whole = codes.some((asked) => code.startsWith(asked))
    return whole ? [code] : codes.filter((asked) => asked.startsWith(code))
  })
}

/** Sums of every desa under the given codes. */
async function villageSums(
  context: ReadContext,
  form: IdentifierForm,
  codes: readonly string[],
): Promise<Map<string, Sum>> {
  const sums = new Map<string, Sum>()
  for (const shard of await shardsOfAll(context, codes))
    for (const part of await kecamatanOf(context, shard, codes)) await addSums(context, form, shard, part, sums)
  return sums
}

async function addSums(
  context: ReadContext,
  form: IdentifierForm,
  shard: number,
  codes: readonly string[],
  sums: Map<string, Sum>,
): Promise<void> {
  // A digest is two signed halves here; halves below zero are 2^64 too small.
  const found = await rows<{ code: string; count: number; high: string; low: string; below: string }>(
    context.db,
    sql`select h.code, count(*)::int as count, sum(h.high)::text as high, sum(h.low)::text as low, (count(*) filter (where h.low < 0))::text as below
          from (select d.code, substr(d.digest, 1, 8)::bigint as high, substr(d.digest, 9, 8)::bigint as low
            from (select r."villageCode" as code, ${DIGEST} as digest from (${personRows(shard, form, null, sql`${under(codes)} and ${mayTake(context.actor, form)}`)} ${ONCE}) r ${ONCE}) d) h
          group by h.code`,
  )
  for (const { code, count, high, low, below } of found)
    sums.set(
      code,
      plus(sums.get(code) ?? NOTHING, {
        count,
        sum: (BigInt(high) << 64n) + BigInt(low) + (BigInt(below) << 64n),
      }),
    )
}

const NEXT_LENGTH: Readonly<Record<number, number>> = { 2: 4, 4: 6, 6: 10 }

function add(sums: ReadonlyMap<string, Sum>, regionCode: string): { total: Sum; children: ProofNode[] } {
  const length = NEXT_LENGTH[regionCode.length]
  let total = NOTHING
  const parts = new Map<string, Sum>()
  for (const [code, sum] of sums) {
    if (!code.startsWith(regionCode)) continue
    total = plus(total, sum)
    if (length === undefined) continue
    const part = code.slice(0, length)
    parts.set(part, plus(parts.get(part) ?? NOTHING, sum))
  }
  const children = [...parts].map(([code, sum]) => nodeOf(code, sum))
  return { total, children: children.sort((a, b) => (a.regionCode < b.regionCode ? -1 : 1)) }
}

const ensureArea = async (
  context: ReadContext,
  form: IdentifierForm,
  regionCode: string,
  pointer: string,
): Promise<void> => {
  for (const permission of new Set(['export.create', permissionFor(form)] as const))
    await placeIn(context.db, context.actor, permission, regionCode, pointer, [1, 2, 3, 4])
}

export async function getProof(
  context: ReadContext,
  { query }: InputOf<Operations['getProof']>,
): Promise<ResultOf<Operations['getProof']>> {
  const form = query.identifiers ?? 'masked'
  ensureHolds(context.actor, permissionFor(form))
  await ensureArea(context, form, query.region, '/query/region')
  const { total, children } = add(await villageSums(context, form, [query.region]), query.region)
  return { ...nodeOf(query.region, total), children }
}

const MAX_ROWS = 20_000

async function rowDigests(context: ReadContext, form: IdentifierForm, village: string): Promise<RowDigest[]> {
  const found: RowDigest[] = []
  for (const shard of await shardsIn(context.db, village))
    found.push(
      ...(await rows<RowDigest>(
        context.db,
        sql`select r.id, encode(substr(${DIGEST}, 1, 16), 'hex') as digest from (${personRows(shard, form, null, sql`p.region_code = ${village} and ${mayTake(context.actor, form)}`)} ${ONCE}) r order by r.id`,
      )),
    )
  return found
}

export async function compareProof(
  context: ReadContext,
  { body }: InputOf<Operations['compareProof']>,
): Promise<ResultOf<Operations['compareProof']>> {
  const form = body.identifiers ?? 'masked'
  ensureHolds(context.actor, permissionFor(form))
  for (const [index, { regionCode }] of body.nodes.entries())
    await ensureArea(context, form, regionCode, `/nodes/${index}/regionCode`)
  const sums = await villageSums(
    context,
    form,
    body.nodes.map(({ regionCode }) => regionCode),
  )
  const differing: ResultOf<Operations['compareProof']>['differing'] = []
  let room = MAX_ROWS
  let more = false
  for (const given of body.nodes) {
    const { total, children } = add(sums, given.regionCode)
    const own = nodeOf(given.regionCode, total)
    if (own.count === given.count && own.hash === given.hash) continue
    const village = NEXT_LENGTH[given.regionCode.length] === undefined
    // The first one always fits, however large: else there would be no end.
    if (village && own.count > room && room < MAX_ROWS) {
      more = true
      continue
    }
    const digests = village ? await rowDigests(context, form, given.regionCode) : []
    room -= digests.length
    differing.push({ ...own, children, rows: digests })
  }
  return { differing, more }
}
