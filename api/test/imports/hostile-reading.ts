/** Reads files as an import does, and watches what that costs this process and the one that reads. */
import { readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Readable } from 'node:stream'
import { ArchiveFault } from '../../src/modules/imports/reading/archives/limits.ts'
import { utf8Bytes } from '../../src/modules/imports/reading/encoding.ts'

const MEBIBYTE = 1 << 20
export interface Cost {
  readonly failure: string | null
  readonly bytes: number
  /** The longest that anybody else had to wait for this process. */
  readonly blockedMs: number
  /** What this process has grown by, and the largest of the one that reads. */
  readonly grownMb: number
  readonly childMb: number
}

const childrenMb = (): number =>
  Math.max(
    0,
    ...readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
      .split(' ')
      .filter((id) => id !== '')
      .map((id) => Number(/VmHWM:\s+(\d+)/u.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0) / 1024),
  )

export async function costOf(file: Buffer): Promise<Cost> {
  const delay = monitorEventLoopDelay({ resolution: 10 })
  const before = process.memoryUsage().rss
  let [largest, childMb, bytes] = [before, 0, 0]
  let failure: string | null = null
  delay.enable()
  const watching = setInterval(() => {
    largest = Math.max(largest, process.memoryUsage().rss)
    childMb = Math.max(childMb, childrenMb())
  }, 20)
  try {
    const pieces = Array.from({ length: Math.ceil(file.length / MEBIBYTE) }, (_, at) =>
      file.subarray(at * MEBIBYTE, (at + 1) * MEBIBYTE),
    )
    for await (const piece of utf8Bytes(Readable.from(pieces))) bytes += piece.length
  } catch (error) {
    if (!(error instanceof ArchiveFault)) throw error
    failure = error.failure
  } finally {
    clearInterval(watching)
    delay.disable()
  }
  // The sampling itself takes turns of 10 ms.
  const blockedMs = Math.round(delay.max / 1e6) - 10
  return { failure, bytes, blockedMs, grownMb: Math.round((largest - before) / MEBIBYTE), childMb: Math.round(childMb) }
}
