/**
 * A position in the feed: for every shard the last (xid, seq) that was told, the epoch of the database
 * that these numbers belong to, and digests of the filters and of the access that the reader had.
 * Shards at the same place share an entry, so that a reader of the whole nation still fits into an address.
 */
import { createHash } from 'node:crypto'
import type { Actor } from '../../kernel/actor.ts'
import { problem } from '../../kernel/problem-error.ts'

export interface Position {
  readonly xid: string
  readonly seq: string
}
export const BEGINNING: Position = { xid: '0', seq: '0' }
export interface FeedCursor {
  readonly epoch: string
  readonly filters: string
  readonly access: string
  readonly positions: ReadonlyMap<number, Position>
}

const digestOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 16)

export interface FeedFilters {
  readonly region?: string | undefined
  readonly type?: readonly string[] | undefined
}
export const filtersDigest = ({ region, type }: FeedFilters): string =>
  digestOf([region ?? null, [...(type ?? [])].sort()])

/** Whoever sees more or less than before has missed events, or has kept what is no longer his: a new snapshot is needed. */
export const accessDigest = (actor: Actor): string =>
  digestOf(
    actor.grants
      .map(({ permission, scope, ownOnly, regionCode, institutionId }) =>
        JSON.stringify([permission, scope, ownOnly, regionCode, institutionId]),
      )
      .sort(),
  )

/** The access of a position that was sent to a receiver: whoever reads on from it does so with a right of his own. */
export const ANYBODYS = ''

/** 1, 2, 3, 7 becomes "1-3,7". */
function rangesOf(shards: readonly number[]): string {
  const ranges: [number, number][] = []
  for (const shard of [...shards].sort((a, b) => a - b)) {
    const last = ranges.at(-1)
    if (last && last[1] === shard - 1) last[1] = shard
    else ranges.push([shard, shard])
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',')
}

const MAX_SHARDS = 2000
function shardsOf(ranges: string): number[] {
  if (!/^\d{1,6}(-\d{1,6})?(,\d{1,6}(-\d{1,6})?)*$/.test(ranges)) throw problem('invalid-cursor')
  const shards: number[] = []
  for (const range of ranges.split(',')) {
    const [from = 0, to = from] = range.split('-').map(Number)
    for (let shard = from; shard <= to; shard++) {
      shards.push(shard)
      if (shards.length > MAX_SHARDS) throw problem('invalid-cursor')
    }
  }
  return shards
}

export function encodeCursor({ epoch, filters, access, positions }: FeedCursor): string {
  const groups = new Map<string, number[]>()
  for (const [shard, { xid, seq }] of positions) {
    const key = `${xid}.${seq}`
    groups.set(key, [...(groups.get(key) ?? []), shard])
  }
  const list = [...groups].map(([key, shards]) => [...key.split('.'), rangesOf(shards)])
  return Buffer.from(JSON.stringify([1, epoch, filters, access, list])).toString('base64url')
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= 20_000
/** xid8 is unsigned, seq is a bigint: what is larger is not of ours. */
const isNumber = (value: string, max: bigint): boolean => /^\d{1,20}$/.test(value) && BigInt(value) <= max

export function decodeCursor(text: string): FeedCursor {
  let parsed: unknown
  try {
    parsed = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    throw problem('invalid-cursor')
  }
  if (!Array.isArray(parsed) || parsed.length !== 5 || parsed[0] !== 1) throw problem('invalid-cursor')
  const [, epoch, filters, access, list] = parsed as unknown[]
  if (!isText(epoch) || !isText(filters) || !isText(access) || !Array.isArray(list)) throw problem('invalid-cursor')
  const positions = new Map<number, Position>()
  for (const entry of list as unknown[]) {
    if (!Array.isArray(entry) || entry.length !== 3 || !entry.every(isText)) throw problem('invalid-cursor')
    const [xid = '', seq = '', ranges = ''] = entry as string[]
    if (!isNumber(xid, 2n ** 64n - 1n) || !isNumber(seq, 2n ** 63n - 1n)) throw problem('invalid-cursor')
    for (const shard of shardsOf(ranges)) positions.set(shard, { xid, seq })
  }
  return { epoch, filters, access, positions }
}

/** Of two positions the later one. */
export const later = (a: Position, b: Position): Position =>
  BigInt(a.xid) > BigInt(b.xid) || (a.xid === b.xid && BigInt(a.seq) >= BigInt(b.seq)) ? a : b
