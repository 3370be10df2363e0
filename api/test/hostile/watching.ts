/** Starts the watched API on the database of a test, and asks it how it is. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { repositoryRoot } from '../../src/config.ts'
import type { Watched } from './watched-api.ts'

export interface WatchedApi {
  readonly url: string
  readonly child: ChildProcess
  /** Since it was asked last. */
  look(): Promise<Watched>
  /** Everything that it wrote. */
  said(): string
  stop(): Promise<void>
}

export async function startWatchedApi(env: Readonly<Record<string, string>>): Promise<WatchedApi> {
  const child = spawn(
    process.execPath,
    ['--conditions=source', '--import', 'tsx', path.join(repositoryRoot, 'api/test/hostile/watched-api.ts')],
    {
      cwd: repositoryRoot,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { PATH: process.env['PATH'] ?? '', ADMIN_DIST: 'test-output/no-screens', LOG_LEVEL: 'info', ...env },
    },
  )
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece: Buffer) => (said += piece.toString()))
  const heard = async (): Promise<unknown> => {
    const gone = once(child, 'exit').then(() => {
      throw new Error(`the API has ended: ${said.slice(-2_000)}`)
    })
    const [message] = (await Promise.race([once(child, 'message'), gone])) as unknown[]
    return message
  }
  const { url } = (await heard()) as { url: string }
  return {
    url,
    child,
    look: async () => {
      const answer = heard()
      child.send('look')
      return (await answer) as Watched
    },
    said: () => said,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}
