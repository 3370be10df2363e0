/** What the worker tells: one line of JSON a job and a state, from these fields only. Never a payload, a message or a value. */
import { pino } from 'pino'
import type { LogLevel } from '../config.ts'

export interface JobLine {
  readonly task: string
  readonly job: string
  readonly attempt: number
  readonly ms: number
  readonly outcome: 'done' | 'failed' | 'given_up' | 'halted'
  /** SQLSTATE or the name of the error's class, and the line of ours that it came from. */
  readonly fault?: string
}
export interface WorkerLog {
  job(line: JobLine): void
  /** A sentence of ours about the worker itself. */
  state(sentence: string): void
}

export function createWorkerLog(level: LogLevel): WorkerLog {
  const logger = pino({ level, base: null })
  return {
    job: (line) => logger[line.outcome === 'failed' || line.outcome === 'given_up' ? 'warn' : 'info'](line, 'job'),
    state: (sentence) => logger.info(sentence),
  }
}
