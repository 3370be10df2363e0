/**
 * A gzip file or a workbook as text, read in a process of its own (docs/adr/0022). Here only finished text passes through,
 * as fast as it is asked for; a process that takes too long or too much is ended, and the file is told which.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { repositoryRoot } from '../../../../config.ts'
import { problem } from '../../../../kernel/problem-error.ts'
import { ARCHIVE_FAILURES, ArchiveFault, FIRST_EXIT_CODE, LIMITS } from './limits.ts'

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url))

/** Processes at once; who comes later waits, and beyond that is asked to come again. Each may take a core and some hundred megabytes. */
const AT_ONCE = 2
const MAY_WAIT = 16
let busy = 0
const waiting: (() => void)[] = []
const enter = async (): Promise<void> => {
  if (waiting.length >= MAY_WAIT) throw problem('unavailable', { retryAfterSeconds: 10 })
  if (busy >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
  else busy++
}
const leave = (): void => {
  const next = waiting.shift()
  if (next) next()
  else busy--
}

const start = (): ChildProcess =>
  spawn(
    process.execPath,
    [`--max-old-space-size=${LIMITS.heapMegabytes}`, '--conditions=source', '--no-warnings', '--import', 'tsx', CHILD],
    // No settings of ours: a process that reads strangers' files knows no database and no key.
    { cwd: repositoryRoot, env: { PATH: process.env['PATH'] }, stdio: ['pipe', 'pipe', 'ignore', 'ipc'] },
  )

/** The next piece, or the fault that it took too long. */
async function withinTime<T>(work: Promise<T>, limit: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ArchiveFault('reading_too_slow')), limit)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Ended by itself with a word, or by the limit of its heap, of which it can say nothing. */
const faultOf = (code: number | null, isWorkbook: boolean): ArchiveFault =>
  new ArchiveFault(
    ARCHIVE_FAILURES[(code ?? -1) - FIRST_EXIT_CODE] ?? (isWorkbook ? 'workbook_too_large' : 'archive_too_large'),
  )

/** Passes the bytes on and tells a fault of their own: who takes them may have stopped, which is none. */
async function* tellingFaults(
  bytes: AsyncIterable<Uint8Array>,
  tell: (error: unknown) => void,
): AsyncGenerator<Uint8Array> {
  const pieces = bytes[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await pieces.next().catch((error: unknown) => {
        tell(error)
        throw error
      })
      if (next.done) return
      yield next.value
    }
  } finally {
    await pieces.return?.()
  }
}

export async function* openArchive(bytes: AsyncIterable<Uint8Array>, isWorkbook: boolean): AsyncGenerator<Uint8Array> {
  await enter()
  const child = start()
  const ended = once(child, 'exit') as Promise<[number | null]>
  // A process that could not be started is told below, where its end is waited for.
  ended.catch(() => undefined)
  // A process that has ended takes no more bytes; a source that breaks is a fault of ours.
  let broken: { readonly error: unknown } | undefined
  const source = Readable.from(
    tellingFaults(bytes, (error) => (broken = { error })),
    { objectMode: false },
  )
  const feeding = pipeline(source, child.stdin as NodeJS.WritableStream).catch(() => {
    if (broken) child.kill('SIGKILL')
  })
  try {
    const pieces = (child.stdout as Readable)[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
    let waited = 0
    for (;;) {
      const since = Date.now()
      const next = await withinTime(pieces.next(), Math.min(LIMITS.pieceMs, LIMITS.wholeMs - waited))
      waited += Date.now() - since
      if (next.done) break
      yield next.value
    }
    const [code] = await withinTime(ended, LIMITS.pieceMs)
    await feeding
    if (broken) throw broken.error
    if (code !== 0) throw faultOf(code, isWorkbook)
  } finally {
    child.kill('SIGKILL')
    source.destroy()
    leave()
  }
}
