/** Bytes of a file as UTF-8 text, however offices save it: gzip, UTF-16 with or without a mark, Windows-1252, a workbook. */
import { Readable } from 'node:stream'
import { openArchive } from './archives/open.ts'

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

/** A workbook (XLSX) is a zip archive. */
const isZip = (start: Uint8Array): boolean => start[0] === 0x50 && start[1] === 0x4b && start[2] === 3 && start[3] === 4

const isGzip = (start: Uint8Array): boolean => start[0] === 0x1f && start[1] === 0x8b

/** Bytes that Windows-1252 does not define. */
const UNDEFINED_1252 = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d])

/** Length of the UTF-8 sequence at `at`; 0 where there is none, -1 where the bytes end within it. */
function sequence(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0
  const length =
    lead < 0x80
      ? 1
      : lead >= 0xc2 && lead < 0xe0
        ? 2
        : lead >= 0xe0 && lead < 0xf0
          ? 3
          : lead >= 0xf0 && lead < 0xf5
            ? 4
            : 0
  for (let next = at + 1; next < at + length; next++) {
    if (next >= bytes.length) return -1
    if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return 0
  }
  return length
}

/**
 * What the first piece of a file is written in. A few broken bytes in a UTF-8 file stay UTF-8 (their rows
 * are kept back); only a file with other bytes and not one UTF-8 sequence is taken for Windows-1252.
 */
function guessEncoding(start: Uint8Array): Encoding {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le'
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be'
  const look = Math.min(start.length, 4096)
  let evenZeros = 0
  let oddZeros = 0
  for (let at = 0; at < look; at++) {
    if (start[at] !== 0) continue
    if (at % 2 === 0) evenZeros++
    else oddZeros++
  }
  if (oddZeros > look * 0.3 && evenZeros < look * 0.02) return 'utf-16le'
  if (evenZeros > look * 0.3 && oddZeros < look * 0.02) return 'utf-16be'
  let sequences = 0
  let others = 0
  for (let at = 0; at < start.length;) {
    const length = sequence(start, at)
    if (length < 0) break
    if (length > 1) sequences++
    if (length === 0) {
      if (UNDEFINED_1252.has(start[at] ?? 0)) return 'utf-8'
      others++
    }
    at += Math.max(length, 1)
  }
  return others > 0 && sequences === 0 ? 'windows-1252' : 'utf-8'
}

/** May these bytes begin a file of the declared type? A workbook is declared as one; no document, picture or other archive is read. */
export function isReadable(start: Uint8Array, type: string): boolean {
  if (isZip(start) !== type.endsWith('spreadsheetml.sheet')) return false
  if (isGzip(start) || isZip(start)) return true
  const head = Buffer.from(start.subarray(0, 8)).toString('latin1')
  if (/^(%PDF|\u0089PNG|\u00ff\u00d8|\u00d0\u00cf\u0011)/.test(head)) return false
  return guessEncoding(start).startsWith('utf-16') || !start.subarray(0, 4096).includes(0)
}

/** The first piece of `bytes` and, again from the start, all of them. */
async function peek(bytes: AsyncIterable<Uint8Array>): Promise<{ start: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  const reader = bytes[Symbol.asyncIterator]()
  const first = await reader.next()
  if (first.done) return { start: new Uint8Array(), all: Readable.from([]) }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield first.value
    try {
      for (let next = await reader.next(); !next.done; next = await reader.next()) yield next.value
    } finally {
      await reader.return?.()
    }
  }
  return { start: first.value, all: all() }
}

export async function* utf8Bytes(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const raw = await peek(bytes)
  const isWorkbook = isZip(raw.start)
  // Nothing of an archive is unpacked in this process: what it becomes cannot be told from its size.
  const { start, all } = isWorkbook || isGzip(raw.start) ? await peek(openArchive(raw.all, isWorkbook)) : raw
  const encoding = guessEncoding(start)
  if (encoding === 'utf-8') {
    yield* all
    return
  }
  const decoder = new TextDecoder(encoding)
  for await (const piece of all) yield Buffer.from(decoder.decode(piece, { stream: true }))
  yield Buffer.from(decoder.decode())
}
