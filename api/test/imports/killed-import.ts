/** An import whose worker is killed at a chosen moment, and started again. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { repositoryRoot } from '../../src/config.ts'
import { startWorker } from '../../src/worker.ts'
import { readBatch, uploadBatch } from '../factories/imports.ts'
import type { World } from '../world.ts'

/** Kill when the stage has come so far (share of its rows), and then so many milliseconds later. */
export interface KillPoint {
  readonly stage: 'reading' | 'matching' | 'applying'
  readonly share: number
  readonly delay: number
}

const POLL_MS = 5
const LIMIT_MS = 300_000

async function until(what: string, reached: () => Promise<boolean>): Promise<void> {
  for (const limit = Date.now() + LIMIT_MS; !(await reached()); await pause(POLL_MS))
    if (Date.now() > limit) throw new Error(`waited too long for ${what}`)
}

async function startProcess(world: World): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    ['--conditions=source', '--import', 'tsx', path.join(repositoryRoot, 'api/test/imports/worker-process.ts')],
    {
      cwd: repositoryRoot,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: world.appUrl,
        MIGRATE_DATABASE_URL: world.ownerUrl,
        DATA_KEY: world.config.dataKey.toString('base64'),
      },
    },
  )
  await once(child.stdout, 'data')
  return child
}

const progress = async (world: World, id: string): Promise<{ stage: string; status: string; share: number }> => {
  const { rows } = await world.owner.query<{ stage: string; status: string; share: number }>(
    'select stage, status, coalesce(stage_done::float8 / nullif(stage_total, 0), 0) as share from import_batches where id = $1',
    [id],
  )
  return rows[0] ?? { stage: 'gone', status: 'gone', share: 0 }
}
const statusIs =
  (world: World, id: string, ...statuses: string[]) =>
  async (): Promise<boolean> =>
    statuses.includes((await progress(world, id)).status)

async function killAt(world: World, id: string, point: KillPoint, child: ChildProcess): Promise<boolean> {
  let ended = false
  await until(`${point.stage} at ${point.share}`, async () => {
    const { stage, status, share } = await progress(world, id)
    ended = ['matched', 'applied', 'refused'].includes(status)
    return ended || (stage === point.stage && share >= point.share)
  })
  await pause(point.delay)
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
  const { status } = await progress(world, id)
  return !ended && !['matched', 'applied'].includes(status)
}

const review = async (world: World, id: string): Promise<void> => {
  const batch = await readBatch(world, id)
  const { api } = await world.officer('slrt_manager')
  await api.imports.reviewImport({ params: { importId: id }, body: {}, ifMatch: batch.version })
}

/** @returns whether the kill met work in hand, not a stage that was over already */
export async function importWithKill(
  world: World,
  bytes: Buffer,
  point?: KillPoint,
): Promise<{ id: string; met: boolean }> {
  const { id } = await uploadBatch(world, bytes)
  let met = false
  const whole = async (work: () => Promise<void>): Promise<void> => {
    const worker = await startWorker({ config: world.config, database: world.database })
    try {
      await work()
    } finally {
      await worker.stop()
    }
  }
  if (point && point.stage !== 'applying') met = await killAt(world, id, point, await startProcess(world))
  await whole(() => until('matched', statusIs(world, id, 'matched', 'refused')))
  await review(world, id)
  if (point?.stage === 'applying') met = await killAt(world, id, point, await startProcess(world))
  await whole(() => until('applied', statusIs(world, id, 'applied', 'refused')))
  return { id, met }
}
