/** The example mirror as a process of its own, killed at moments from a seed while the source goes on writing. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from '@jest/globals'
import { sumOfDigests } from '@pandu-gempita/shared/person-digest'
import pg from 'pg'
import { seeded } from '../../scripts/demo/random.ts'
import { repositoryRoot } from '../../src/config.ts'
import { newToken, sha256 } from '../../src/kernel/digest.ts'
import { startWorker, type Worker } from '../../src/worker.ts'
import { createTestDatabase } from '../database.ts'
import { applyBatch, fileOf, matchedBatch } from '../factories/imports.ts'
import { createPerson } from '../factories/people.ts'
import { createWorld, newKey, type World } from '../world.ts'
import { settled } from './settled.ts'

const PERMISSIONS = ['change.read', 'person.read', 'export.create']

async function machineClient(world: World): Promise<{ id: string; secret: string }> {
  const secret = newToken()
  const id = 'app-mirror'
  const { rows } = await world.owner.query<{ id: string }>(
    `insert into accounts (jurisdiction_id, kind, user_name, display_name, region_code, client_secret_hash) values ($1, 'machine', $2, 'Cermin', $3, $4) returning id`,
    [world.shards.here, id, world.here.regency, sha256(secret)],
  )
  await world.owner.query(
    `insert into grants (jurisdiction_id, account_id, permission, scope, region_code, released_at) select $1, $2, p, 'area', $3, now() from unnest($4::text[]) p`,
    [world.shards.here, rows[0]?.id, world.here.regency, PERMISSIONS],
  )
  return { id, secret }
}

/** Changes of every kind: somebody new, a move inside the kabupaten, a deletion with its event. */
async function change(world: World, n: number): Promise<void> {
  const person = await createPerson(world, n % 2 ? 'here' : 'otherVillage')
  const officer = await world.officer('slrt_back_office')
  await officer.api.persons.correctPerson({
    params: { personId: person.id },
    body: { domicile: { villageCode: world.otherVillage.village, street: `Jalan ${n}` }, reason: 'Pindah.' },
    ifMatch: person.version,
    idempotencyKey: newKey(),
  })
  if (n % 3 !== 0) return
  const { rows } = await world.owner.query<{ id: string; region_code: string }>(
    `delete from persons where id = (select id from persons where jurisdiction_id = $1 order by id limit 1) and jurisdiction_id = $1 returning id, region_code`,
    [world.shards.here],
  )
  for (const { id, region_code: region } of rows)
    await world.owner.query(
      `insert into events (jurisdiction_id, type, subject_type, subject_id, about_id, region_code, request_id) values ($1, 'person.deleted', 'person', $2, $2, $3, 'test')`,
      [world.shards.here, id, region],
    )
}

export interface MirrorRun {
  /** Kills that met the process while it still had work. */
  readonly met: number
  readonly output: string
  readonly code: number | null
  readonly journal: readonly string[]
  readonly mirror: { readonly count: number; readonly hash: string }
  readonly source: { readonly count: number; readonly hash: string }
}

export async function runKilledMirror(kills: number, seed: number, rows: number): Promise<MirrorRun> {
  const random = seeded(seed)
  const world = await createWorld()
  const clone = await createTestDatabase()
  let worker: Worker | undefined
  try {
    const url = (await world.app.listen({ port: 0, host: '127.0.0.1' })).replace('127.0.0.1', 'localhost')
    await applyBatch(world, await matchedBatch(world, fileOf({ rows, bad: 0 })))
    worker = await startWorker({ config: world.config, database: world.database })
    const { id, secret } = await machineClient(world)
    const start = () =>
      spawn(
        process.execPath,
        [
          '--conditions=source',
          '--import',
          'tsx',
          path.join(repositoryRoot, 'docs', 'examples', 'ministry-sync', 'sync.mjs'),
          '--once',
        ],
        {
          cwd: repositoryRoot,
          stdio: ['ignore', 'pipe', 'inherit'],
          env: {
            PATH: process.env['PATH'],
            PANDU_URL: url,
            PANDU_CLIENT_ID: id,
            PANDU_CLIENT_SECRET: secret,
            PANDU_REGION: world.here.regency,
            MIRROR_DATABASE_URL: clone.ownerUrl,
          },
        },
      )
    let met = 0
    for (let n = 0; n < kills; n++) {
      const child = start()
      const gone = once(child, 'exit')
      // The source goes on writing while the mirror reads.
      await Promise.all([change(world, n), pause(random.int(400, 2600))])
      if (child.exitCode === null) met++
      child.kill('SIGKILL')
      await gone
      await change(world, n + 1)
    }
    await settled(world)
    const last = start()
    let output = ''
    last.stdout.on('data', (piece: Buffer) => (output += piece.toString()))
    const [code] = (await once(last, 'exit')) as [number | null]
    const reader = new pg.Client({ connectionString: clone.ownerUrl })
    await reader.connect()
    const digests = await reader.query<{ digest: string }>('select digest from mirror.persons')
    const journal = await reader.query<{ what: string }>('select what from mirror.journal order by number')
    await reader.end()
    const manager = await world.officer('slrt_manager')
    const proof = await manager.api.exchange.getProof({ query: { region: world.here.regency } })
    expect(proof.count).toBeGreaterThan(rows / 2)
    return {
      met,
      output,
      code,
      journal: journal.rows.map(({ what }) => what),
      mirror: { count: digests.rows.length, hash: sumOfDigests(digests.rows.map(({ digest }) => digest)) },
      source: { count: proof.count, hash: proof.hash },
    }
  } finally {
    await worker?.stop()
    await world.close()
    await clone.drop()
  }
}
