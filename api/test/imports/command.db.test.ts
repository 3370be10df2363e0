/** The command of a server's operator, as a real process: stored, checked, applied; stopped and killed, it goes on. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from '@jest/globals'
import { repositoryRoot } from '../../src/config.ts'
import { CUT_OFF, fileOf } from '../factories/imports.ts'
import { useWorld } from '../world.ts'

const world = useWorld()
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pandu-command-'))
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

const start = (args: readonly string[]): ChildProcess =>
  spawn(
    process.execPath,
    ['--conditions=source', '--import', 'tsx', path.join(repositoryRoot, 'api/scripts/import-file.ts'), ...args],
    {
      cwd: repositoryRoot,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: world.appUrl,
        MIGRATE_DATABASE_URL: world.ownerUrl,
        DATA_KEY: world.config.dataKey.toString('base64'),
      },
    },
  )
async function ended(child: ChildProcess): Promise<{ code: number | null; said: string }> {
  let said = ''
  child.stdout?.on('data', (piece: Buffer) => (said += piece.toString()))
  child.stderr?.on('data', (piece: Buffer) => (said += piece.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, said }
}
const run = (args: readonly string[]) => ended(start(args))

const written = (name: string, bytes: Buffer): string => {
  const file = path.join(folder, name)
  fs.writeFileSync(file, bytes)
  return file
}
const about = (file: string, release: string): string[] => [
  ...['--file', file, '--kabupaten', '3314', '--release', release, '--cut-off', CUT_OFF],
]
const batches = async (release: string) => {
  const { rows } = await world.owner.query<{ id: string; status: string; stage: string; created_by_name: string }>(
    'select id, status, stage, created_by_name from import_batches where release_name = $1 order by id',
    [release],
  )
  return rows
}

test('a dry run tells counts and reasons; run again with --apply it goes on and records who decided', async () => {
  const args = about(written('dtks.csv', fileOf({ rows: 400, bad: 13 })), 'DTKS perintah')
  const dry = await run(args)
  expect(dry).toMatchObject({ code: 0 })
  expect(dry.said).toContain('400 rows: 387 valid, 13 rejected. Persons: 387 new')
  expect(dry.said).toMatch(/1 {2}sex_unknown: /)
  expect(dry.said).toContain('waits for review')
  expect(await batches('DTKS perintah')).toMatchObject([{ status: 'matched', created_by_name: 'Operator server' }])

  const applied = await run([...args, '--apply', '--operator', 'Sri Wahyuni'])
  expect(applied).toMatchObject({ code: 0 })
  expect(applied.said).toContain('going on with what was stored')
  expect(applied.said).toContain('Applied.')
  const [batch, ...others] = await batches('DTKS perintah')
  expect(others).toEqual([])
  expect(batch).toMatchObject({ status: 'applied' })
  const { rows } = await world.owner.query<{ actor_name: string }>(
    `select actor_name from audit_entries where subject_id = $1 and operation = 'reviewImport'`,
    [batch?.id],
  )
  expect(rows).toEqual([{ actor_name: 'Operator server: Sri Wahyuni' }])
}, 120_000)

test('a stop rule ends with its own code, and is accepted by name', async () => {
  const args = about(written('held.csv', fileOf({ rows: 200, bad: 26, edition: 2 })), 'DTKS ditahan')
  const held = await run([...args, '--apply', '--operator', 'Sri Wahyuni'])
  expect(held).toMatchObject({ code: 3 })
  expect(held.said).toContain('Stop rules: many_rejected')
  const accepted = await run([...args, '--apply', '--operator', 'Sri Wahyuni', '--accept', 'many_rejected'])
  expect(accepted).toMatchObject({ code: 0 })
  expect(await batches('DTKS ditahan')).toMatchObject([{ status: 'applied' }])
}, 120_000)

test('Ctrl-C stops at a safe point and a kill anywhere loses nothing: the next run goes on', async () => {
  const args = [
    ...about(written('large.csv', fileOf({ rows: 12_000, bad: 26 })), 'DTKS besar'),
    ...['--apply', '--operator', 'Sri Wahyuni'],
  ]
  const reach = async (...stages: string[]): Promise<void> => {
    for (const limit = Date.now() + 60_000; Date.now() < limit; await pause(5)) {
      const [batch] = await batches('DTKS besar')
      if (batch && stages.includes(batch.stage)) return
    }
    throw new Error(`waited too long for ${stages.join(', ')}`)
  }
  const stopped = start(args)
  const stoppedEnd = ended(stopped)
  await reach('reading', 'matching')
  stopped.kill('SIGINT')
  const { code, said } = await stoppedEnd
  expect(code).toBe(130)
  expect(said).toContain('Stopped at a safe point')

  const killed = start(args)
  const killedEnd = ended(killed)
  await reach('applying')
  killed.kill('SIGKILL')
  await killedEnd
  expect((await batches('DTKS besar')).map(({ status }) => status)).toEqual(['reviewed'])

  const last = await run(args)
  expect(last).toMatchObject({ code: 0 })
  expect(last.said).toContain('12,000 rows: 11,974 valid, 26 rejected')
  expect((await batches('DTKS besar')).map(({ status }) => status)).toEqual(['applied'])
}, 180_000)

test('an unknown header waits for its columns; what is missing or wrong is said, not done', async () => {
  const own = Buffer.from('No;Nomor Induk;Nama Warga\n1;3314011506800012;WARGA\n')
  const waiting = await run([...about(written('own.csv', own), 'Daftar desa'), '--source', 'sheet'])
  expect(waiting).toMatchObject({ code: 4 })
  expect(waiting.said).toContain('which column is which')

  const file = written('some.csv', fileOf())
  expect(await run([...about(file, 'x'), '--apply'])).toMatchObject({ code: 2 })
  expect(await run([...about(file, 'x'), '--source', 'excel'])).toMatchObject({ code: 2 })
  expect(await run(about(path.join(folder, 'not-there.csv'), 'x'))).toMatchObject({ code: 2 })
  const elsewhere = about(file, 'x').map((each) => (each === '3314' ? '7371' : each))
  expect(await run(elsewhere)).toMatchObject({ code: 1, said: expect.stringContaining('7371 is not enrolled') })
  expect(await batches('x')).toEqual([])
}, 120_000)
