/** Processor time of one piece of work: this process and every process of the scratch PostgreSQL server. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const TICKS = 100
interface Stat {
  readonly parent: number
  /** Of the process itself, and of its children that have ended, in seconds. */
  readonly own: number
  readonly ended: number
}

function statOf(pid: number | string): Stat | undefined {
  let text: string
  try {
    text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return undefined // it has ended between listing and reading
  }
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const seconds = (at: number): number => Number(fields[at]) / TICKS
  return { parent: Number(fields[1]), own: seconds(11) + seconds(12), ended: seconds(13) + seconds(14) }
}

function serverSeconds(postmaster: number): number {
  const own = statOf(postmaster)
  if (!own) throw new Error('the server is gone')
  let sum = own.own + own.ended
  for (const name of fs.readdirSync('/proc')) {
    if (!/^[0-9]+$/.test(name)) continue
    const stat = statOf(name)
    if (stat?.parent === postmaster) sum += stat.own
  }
  return sum
}

export interface Cost {
  /** Seconds of processor time, server and this process. */
  readonly cpu: number
  readonly wall: number
}

export async function measure(postmaster: number, work: () => Promise<unknown>): Promise<Cost> {
  const server = serverSeconds(postmaster)
  const own = process.cpuUsage()
  const since = process.hrtime.bigint()
  await work()
  const wall = Number(process.hrtime.bigint() - since) / 1e9
  const used = process.cpuUsage(own)
  return { cpu: serverSeconds(postmaster) - server + (used.user + used.system) / 1e6, wall }
}

/** The middle one, by processor time. */
export function middleCost<C extends Cost>(costs: readonly C[]): C {
  const middle = [...costs].sort((a, b) => a.cpu - b.cpu)[Math.floor(costs.length / 2)]
  if (!middle) throw new Error('nothing was measured')
  return middle
}

/** The middle one of several measurements of the same work. */
export async function medianCost(times: number, one: () => Promise<Cost>): Promise<Cost> {
  const costs: Cost[] = []
  for (let n = 0; n < times; n++) costs.push(await one())
  return middleCost(costs)
}

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const postmasterOf = (dataDirectory: string): number =>
  Number(fs.readFileSync(path.join(dataDirectory, 'postmaster.pid'), 'utf8').split('\n')[0])

export const machine = (): string =>
  `${os.cpus().length} cores, ${Math.round(os.totalmem() / 2 ** 30)} GB, Node ${process.version}`
