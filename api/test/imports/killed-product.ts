/**
 * The product as `npm start` runs it, in a data folder of its own, with an import of which one process is
 * killed: the one with API and worker, or the PostgreSQL server. It is started again as an operator would.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ImportBatch } from '@pandu-gempita/shared/imports'
import pg from 'pg'
import { DEMO_PASSWORD } from '../../scripts/demo-data.ts'
import { repositoryRoot } from '../../src/config.ts'
import { registryContent, type Content } from './registry-content.ts'

export type Victim = 'api and worker' | 'postgres'
export interface ProductKill {
  readonly victim: Victim
  readonly stage: 'reading' | 'matching' | 'applying'
  readonly share: number
  readonly delay: number
}

const LIMIT_MS = 300_000
const POLL_MS = 20
/** Over HTTP an address has 1,200 requests a minute. */
const ASK_MS = 300

interface Product {
  readonly child: ChildProcess
  readonly url: string
}

async function start(folder: string): Promise<Product> {
  const port = String(20_000 + (process.pid % 5_000) * 2)
  const child = spawn(
    process.execPath,
    ['--conditions=source', '--import', 'tsx', path.join(repositoryRoot, 'api/scripts/start.ts')],
    {
      cwd: repositoryRoot,
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      env: {
        PATH: process.env['PATH'],
        HOME: os.tmpdir(),
        PORT: port,
        PANDU_DATA_DIRECTORY: folder,
        ADMIN_DIST: 'test-output/no-screens',
        LOG_LEVEL: 'silent',
      },
    },
  )
  let said = ''
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the product did not start (${code}): ${said}`)))
    child.stdout?.on('data', (piece: Buffer) => {
      said += piece.toString()
      if (said.includes('Ready in')) resolve()
    })
  })
  child.removeAllListeners('exit')
  return { child, url: `http://localhost:${port}` }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}

const postmasterOf = (folder: string): { pid: number; port: number } => {
  const lines = fs.readFileSync(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')
  return { pid: Number(lines[0]), port: Number(lines[3]) }
}

/** An officer who has signed in with a browser's cookie. */
async function signIn(url: string, userName: string) {
  let cookie = ''
  const send = async (method: string, address: string, headers: Record<string, string>, body?: string | Buffer) => {
    const reply = await fetch(`${url}${address}`, {
      method,
      headers: { 'x-pandu-csrf': '1', ...(cookie && { cookie }), ...headers },
      ...(body !== undefined && { body: body as BodyInit }),
    })
    if (!reply.ok) throw new Error(`${method} ${address}: ${reply.status} ${await reply.text()}`)
    cookie = reply.headers.get('set-cookie')?.split(';')[0] ?? cookie
    return (reply.status === 204 ? undefined : await reply.json()) as unknown
  }
  const json = { 'content-type': 'application/json' }
  await send('POST', '/v1/session', json, JSON.stringify({ userName, password: DEMO_PASSWORD }))
  return {
    upload: (bytes: Buffer) =>
      send(
        'POST',
        '/v1/imports?releaseName=DTKS+Juli+2025&cutOffOn=2025-07-20',
        { 'content-type': 'text/csv', 'idempotency-key': randomUUID() },
        bytes,
      ) as Promise<ImportBatch>,
    read: (id: string) => send('GET', `/v1/imports/${id}`, {}) as Promise<ImportBatch>,
    review: (batch: ImportBatch) =>
      send(
        'POST',
        `/v1/imports/${batch.id}/review`,
        { ...json, 'if-match': `"${batch.version}"` },
        JSON.stringify({ acceptedHolds: batch.holds }),
      ),
  }
}
type Officer = Awaited<ReturnType<typeof signIn>>

async function until(what: string, officer: Officer, id: string, reached: (batch: ImportBatch) => boolean) {
  for (const limit = Date.now() + LIMIT_MS; ; await pause(ASK_MS)) {
    const batch = await officer.read(id)
    if (reached(batch)) return batch
    if (['refused', 'cancelled'].includes(batch.status)) throw new Error(`the batch is ${batch.status}`)
    if (Date.now() > limit) throw new Error(`waited too long for ${what}`)
  }
}

async function withOwner<T>(folder: string, work: (owner: pg.Client) => Promise<T>): Promise<T> {
  const owner = new pg.Client({
    host: '127.0.0.1',
    port: postmasterOf(folder).port,
    user: 'pandu_owner',
    password: fs.readFileSync(path.join(folder, 'owner-password'), 'utf8').trim(),
    database: 'pandu_gempita',
  })
  await owner.connect()
  try {
    return await work(owner)
  } finally {
    await owner.end()
  }
}

/** Waits for the moment of the kill. False when the stage was over before it was seen. */
async function reaches(owner: pg.Client, id: string, kill: ProductKill, after: readonly string[]): Promise<boolean> {
  for (const limit = Date.now() + LIMIT_MS; Date.now() < limit; await pause(POLL_MS)) {
    const { rows } = await owner.query<{ stage: string; status: string; share: number }>(
      'select stage, status, coalesce(stage_done::float8 / nullif(stage_total, 0), 0) as share from import_batches where id = $1',
      [id],
    )
    const [batch] = rows
    if (!batch || after.includes(batch.status)) return false
    if (batch.stage === kill.stage && batch.share >= kill.share) return true
  }
  throw new Error(`waited too long for ${kill.stage}`)
}

/**
 * A data folder in which the product has run once: schema, reference data and demo accounts.
 * @param register `empty` is loaded at once, one that is `in use` by the demo's people in chunks
 */
export async function preparedFolder(register: 'empty' | 'in use'): Promise<string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pandu-kill-'))
  fs.chmodSync(folder, 0o755)
  const { child } = await start(folder)
  if (register === 'empty')
    await withOwner(folder, (owner) => owner.query('truncate persons, families, households cascade'))
  await end(child, 'SIGINT')
  return folder
}

/** @returns what the import has left in the register, its counts, and whether the kill met work in hand */
export async function importInProduct(
  prepared: string,
  region: string,
  bytes: Buffer,
  kill?: ProductKill,
): Promise<{ content: Content; counts: ImportBatch['counts']; status: string; met: boolean }> {
  const folder = `${prepared}-${randomUUID().slice(0, 8)}`
  spawnSync('cp', ['-a', prepared, folder])
  let product = await start(folder)
  let met = false
  try {
    const { id } = await (await signIn(product.url, `operator.${region}`)).upload(bytes)
    const killWhen = async (stages: readonly string[], after: readonly string[]): Promise<void> => {
      if (!kill || !stages.includes(kill.stage)) return
      met = await withOwner(folder, (owner) => reaches(owner, id, kill, after))
      await pause(kill.delay)
      if (kill.victim === 'postgres') {
        process.kill(postmasterOf(folder).pid, 'SIGKILL')
        await pause(1_000)
      }
      await end(product.child, 'SIGKILL')
      product = await start(folder)
    }
    await killWhen(['reading', 'matching'], ['matched', 'applied'])
    const manager = await signIn(product.url, `manajer.${region}`)
    await manager.review(await until('matched', manager, id, ({ status }) => status === 'matched'))
    await killWhen(['applying'], ['applied'])
    const last = await signIn(product.url, `manajer.${region}`)
    const { counts, status } = await until('applied', last, id, (batch) => batch.status === 'applied')
    return { content: await withOwner(folder, registryContent), counts, status, met }
  } finally {
    await end(product.child, 'SIGINT')
    fs.rmSync(folder, { recursive: true, force: true })
  }
}
