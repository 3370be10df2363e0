/** Data in bulk: pages of the feed, an export of everybody, and the proof of a mirror, beside plain COPY. */
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { Writable } from 'node:stream'
import copyStreams from 'pg-copy-streams'
import type { PermissionCode } from '@pandu-gempita/shared/permissions'
import type { Actor } from '../src/kernel/actor.ts'
import { createSecrets } from '../src/kernel/digest.ts'
import type { ReadContext } from '../src/kernel/unit-of-work.ts'
import { listChanges } from '../src/modules/exchange/feed.ts'
import { getProof } from '../src/modules/exchange/proof.ts'
import { createExport } from '../src/modules/exports/actions.ts'
import { makeExport } from '../src/modules/exports/task.ts'
import { inUnitOfWork } from '../src/kernel/unit-of-work.ts'
import { measure, percentile } from './cpu.ts'
import { apply, newBatch, stage, writeFileOf } from './imports.ts'
import { round, seconds, type Result } from './result.ts'
import type { ScratchServer } from './scratch-server.ts'

/** A kabupaten of its own, so that other measurements do not change what is read here. */
const REGENCY = '3311'
const PERMISSIONS: readonly PermissionCode[] = ['change.read', 'person.read', 'export.create']

const readerOf = (shard: number): Actor => ({
  id: '00000000-0000-7000-8000-000000000002',
  // Without a session, as a job of the worker: the logs take nobody's word for who acts.
  kind: 'system',
  name: 'Sistem',
  jurisdictionId: shard,
  grants: PERMISSIONS.map((permission) => ({
    permission,
    scope: 'area',
    ownOnly: false,
    regionCode: REGENCY,
    institutionId: null,
    jurisdictionIds: [shard],
  })),
  sessionHash: null,
  mustChangePassword: false,
})

async function copyOut(server: ScratchServer, statement: string): Promise<void> {
  const client = await server.database.pool.connect()
  try {
    await pipeline(
      client.query(copyStreams.to(`copy (${statement}) to stdout (format csv)`)),
      new Writable({ write: (_piece, _encoding, done) => done() }),
    )
  } finally {
    client.release()
  }
}

export async function measureBulk(server: ScratchServer, rows: number, say: (text: string) => void): Promise<Result[]> {
  const shard = await server.shardOf(REGENCY)
  say(`a kabupaten of ${rows} to exchange`)
  const file = await writeFileOf(rows, 1, REGENCY)
  const batch = await newBatch(server, shard, 'A', '2025-07-20')
  await stage(server, shard, batch, file)
  await apply(server, shard, batch)
  fs.rmSync(file)
  const secrets = createSecrets(randomBytes(32))
  const actor = readerOf(shard)
  const context: ReadContext = {
    db: server.database.db,
    actor,
    now: new Date(),
    requestId: 'bench',
    operation: 'bench',
    secrets,
    recordAccess: () => undefined,
  }

  say('pages of the feed')
  const times: number[] = []
  let cursor: string | undefined
  for (let n = 0; n < 100; n++) {
    const since = process.hrtime.bigint()
    const page = await listChanges(context, {
      query: { limit: 500, ...(cursor && { cursor }) },
    } as Parameters<typeof listChanges>[1])
    times.push(Number(process.hrtime.bigint() - since) / 1e6)
    cursor = page.cursor
  }

  say('exporting everybody')
  const { id } = await inUnitOfWork(
    server.database,
    secrets,
    { actor, requestId: 'bench', operation: 'createExport' },
    (uow) =>
      createExport(uow, {
        body: { kind: 'persons', format: 'ndjson', regionCode: REGENCY, purpose: 'Pengukuran waktu.' },
      } as Parameters<typeof createExport>[1]),
  )
  const exported = await measure(server.postmaster, () =>
    makeExport(
      { database: server.database, secrets, signal: new AbortController().signal },
      { jurisdictionId: shard, exportId: id },
    ),
  )
  const memory = process.memoryUsage().rss / 2 ** 20
  const plain = await measure(server.postmaster, () =>
    copyOut(
      server,
      `select p.*, f.kk_number, m.relation, a.street, a.rt, a.rw from persons p left join family_members m on m.jurisdiction_id = ${shard} and m.person_id = p.id and upper_inf(m.valid)
       left join families f on f.jurisdiction_id = ${shard} and f.id = m.family_id left join person_addresses a on a.jurisdiction_id = ${shard} and a.person_id = p.id and upper_inf(a.valid) where p.jurisdiction_id = ${shard}`,
    ),
  )

  say('proving')
  let count = 0
  const proof = await measure(server.postmaster, async () => {
    count = (await getProof(context, { query: { region: REGENCY } } as Parameters<typeof getProof>[1])).count
  })
  say(`${count} persons, ${memory.toFixed(0)} MB of this process after the export`)
  return [
    {
      goal: 'feed',
      what: 'a page of 500, p95',
      measured: `${round(percentile(times, 0.95))} ms`,
      beside: `p50 ${round(percentile(times, 0.5))} ms`,
      ratio: percentile(times, 0.95),
      bound: { kind: 'most', value: 100 },
    },
    {
      goal: 'export',
      what: `${count} persons as NDJSON, stored`,
      measured: seconds(exported),
      beside: `COPY CSV of a join: ${seconds(plain)}`,
      ratio: exported.cpu / plain.cpu,
      bound: { kind: 'most', value: 12 },
    },
    {
      goal: 'proof',
      what: `hashes of ${count} persons`,
      measured: seconds(proof),
      beside: `COPY CSV of a join: ${seconds(plain)}`,
      ratio: proof.cpu / plain.cpu,
      bound: { kind: 'most', value: 6 },
    },
  ]
}
