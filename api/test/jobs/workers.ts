/** Workers as processes of their own, what they say, and how they end. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { repositoryRoot } from '../../src/config.ts'
import type { World } from '../world.ts'

export interface WorkerProcess {
  readonly child: ChildProcess
  /** Everything that it has written. */
  said(): string
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  kill(signal: NodeJS.Signals): Promise<void>
}

const LIMIT_MS = 60_000
export async function until(
  what: string,
  reached: () => Promise<boolean> | boolean,
  limit = LIMIT_MS,
): Promise<number> {
  const since = Date.now()
  while (!(await reached())) {
    if (Date.now() - since > limit) throw new Error(`waited too long for ${what}`)
    await pause(50)
  }
  return Date.now() - since
}

export function startWorkerProcess(
  world: World,
  options: { script?: readonly string[]; env?: Readonly<Record<string, string>> } = {},
): WorkerProcess {
  const child = spawn(
    process.execPath,
    [
      '--conditions=source',
      '--import',
      'tsx',
      ...(options.script ?? [path.join(repositoryRoot, 'api/test/imports/worker-process.ts')]),
    ],
    {
      cwd: repositoryRoot,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: world.appUrl,
        MIGRATE_DATABASE_URL: world.ownerUrl,
        DATA_KEY: world.config.dataKey.toString('base64'),
        LOG_LEVEL: 'info',
        ...options.env,
      },
    },
  )
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => (text += piece.toString()))
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal }) as Awaited<WorkerProcess['ended']>)
  return {
    child,
    said: () => text,
    ended,
    async kill(signal) {
      child.kill(signal)
      await ended
    },
  }
}
