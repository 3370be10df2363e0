/** What is not a record goes when its time is over, of every kind, and nothing else does. */
import { expect, test } from '@jest/globals'
import { retentionKinds, retentionRules } from '@pandu-gempita/shared/retention'
import { purgeExpired } from '../../src/purge.ts'
import { applyBatch, fileOf, matchedBatch, prepareBatch, uploadBatch } from '../factories/imports.ts'
import { keepDraft } from '../factories/drafts.ts'
import { beginUpload } from '../factories/uploads.ts'
import { createWebhook, testedWebhook } from '../factories/webhooks.ts'
import { useWorld } from '../world.ts'

const world = useWorld()

const run = (sql: string, values: unknown[] = []) => world.owner.query(sql, values)
const count = async (sql: string, values: unknown[] = []): Promise<number> =>
  (await world.owner.query<{ n: number }>(`select count(*)::int as n from ${sql}`, values)).rows[0]?.n ?? 0
/** As many hours ago as the kind is kept, and one more or less. */
const ago = (kind: keyof typeof retentionRules, more: number): string =>
  `now() - interval '${retentionRules[kind].hours + more} hours'`

interface Planted {
  /** What is left of what was planted, in the order of planting: too old, and not yet. */
  left(): Promise<unknown>
  readonly expected: unknown
}

/** An import that has ended, of a file of its own. */
const ended = async (cutOffOn: string): Promise<string> => {
  const batch = await matchedBatch(world, fileOf({ rows: 40, bad: 6 }), { name: `Rilis ${cutOffOn}`, cutOffOn })
  return (await applyBatch(world, batch)).id
}
const age = (id: string, kind: keyof typeof retentionRules, more: number) =>
  run(`update import_batches set updated_at = ${ago(kind, more)} where id = $1`, [id])

const PLANTS: Readonly<Record<(typeof retentionKinds)[number], () => Promise<Planted>>> = {
  idempotency_replies: async () => {
    await uploadBatch(world)
    await run(`update idempotency_keys set created_at = ${ago('idempotency_replies', 1)}`)
    await uploadBatch(world)
    const left = async () => [
      await count(`idempotency_keys where created_at < now() - interval '1 day'`),
      (await count('idempotency_keys')) > 0,
    ]
    return { left, expected: [0, true] }
  },
  sessions: async () => {
    const { id } = await world.officer('auditor', 'retention')
    await run(`update sessions set expires_at = now() - interval '1 minute' where account_id = $1`, [id])
    return { left: () => count('sessions where account_id = $1', [id]), expected: 0 }
  },
  sign_in_tries: async () => {
    for (const more of [1, -1])
      await run(
        `insert into sign_in_tries (name_digest, failed, last_try_at) values ($1, 1, ${ago('sign_in_tries', more)})`,
        [`planted ${more}`],
      )
    return { left: () => count(`sign_in_tries where name_digest like 'planted %'`), expected: 1 }
  },
  drafts: async () => {
    const officer = await world.officer('slrt_manager')
    const [old, young] = [await keepDraft(officer), await keepDraft(officer)]
    for (const [{ form }, more] of [
      [old, 1],
      [young, -1],
    ] as const)
      await run(`update drafts set updated_at = ${ago('drafts', more)} where form = $1`, [form])
    return {
      left: async () => (await officer.api.drafts.listDrafts()).items.map(({ form }) => form),
      expected: [young.form],
    }
  },
  export_files: async () => {
    const { rows } = await run(
      `insert into data_exports (jurisdiction_id, kind, format, identifiers, region_code, purpose, feed_shards, created_by, created_by_name, status, failure, updated_at)
       select $1, 'persons', 'csv', 'masked', '3314', 'uji masa simpan', '{}', $2, 'uji', 'failed', 'internal', ${ago('export_files', 1)} returning id`,
      [world.shards.here, (await world.officer('slrt_manager')).id],
    )
    const id = (rows[0] as { id: string }).id
    await run(`insert into export_pieces (jurisdiction_id, export_id, number, bytes) values ($1, $2, 0, 'x')`, [
      world.shards.here,
      id,
    ])
    return { left: () => count('export_pieces where export_id = $1', [id]), expected: 0 }
  },
  webhook_deliveries: async () => {
    const manager = await world.officer('slrt_manager')
    const { webhook } = await testedWebhook(world, manager)
    await run(
      `update webhook_deliveries set status = 'delivered', next_attempt_at = null, updated_at = ${ago('webhook_deliveries', 1)} where webhook_id = $1`,
      [webhook.id],
    )
    await manager.api.webhooks.testWebhook({ body: { webhookId: webhook.id } })
    return { left: () => count('webhook_deliveries where webhook_id = $1', [webhook.id]), expected: 1 }
  },
  webhook_old_secrets: async () => {
    const { webhook } = await createWebhook(world, await world.officer('slrt_manager'))
    await run(`update webhooks set old_secret = secret, old_secret_until = now() - interval '1 minute' where id = $1`, [
      webhook.id,
    ])
    return { left: () => count('webhooks where id = $1 and old_secret is not null', [webhook.id]), expected: 0 }
  },
  unfinished_uploads: async () => {
    const { id } = await beginUpload(await world.officer('slrt_back_office'), Buffer.from('NIK;NAMA\n'))
    await run(`update import_uploads set updated_at = ${ago('unfinished_uploads', 1)} where id = $1`, [id])
    return { left: () => count('import_uploads where id = $1', [id]), expected: 0 }
  },
  stray_pieces: async () => {
    for (const more of [1, -1])
      await run(
        `insert into import_chunks (jurisdiction_id, batch_id, ordinal, bytes, created_at) values ($1, uuidv7(), 77, 'x', ${ago('stray_pieces', more)})`,
        [world.shards.here],
      )
    return { left: () => count('import_chunks where ordinal = 77'), expected: 1 }
  },
  import_files: async () => {
    const failed = await Promise.all(
      ['A\nB\n', 'C\nD\n'].map(async (text) => prepareBatch(world, (await uploadBatch(world, Buffer.from(text))).id)),
    )
    expect(failed.map(({ status }) => status)).toEqual(['refused', 'refused'])
    for (const [at, { id }] of failed.entries()) await age(id, 'import_files', at === 0 ? 1 : -1)
    return {
      left: () => count('import_chunks where batch_id = any($1)', [failed.map(({ id }) => id)]),
      expected: 1,
    }
  },
  import_rows: async () => {
    const [old, young] = [await ended('2024-01-01'), await ended('2024-02-01')]
    // The second says nothing new; a row of it is planted.
    await run(
      `insert into import_rows select (jsonb_populate_record(r, jsonb_build_object('batch_id', $2::uuid))).* from import_rows r where batch_id = $1 limit 1`,
      [old, young],
    )
    await age(old, 'import_rows', 1)
    return { left: () => count('import_rows where batch_id = any($1)', [[old, young]]), expected: 1 }
  },
  import_rejects: async () => {
    const old = await ended('2024-03-01')
    await age(old, 'import_rejects', 1)
    const before = await count('import_rejects where batch_id = $1', [old])
    return {
      left: async () => [
        (await count('import_rejects where batch_id = $1', [old])) === before && before > 0,
        await count(`import_rejects where batch_id = $1 and (line <> '' or value is not null)`, [old]),
      ],
      expected: [true, 0],
    }
  },
  release_presence: async () => {
    const releases = [await ended('2020-01-01'), await ended('2020-02-01'), await ended('2020-03-01')]
    const { rows } = await run(`select id from import_batches where status = 'applied' and cut_off_on > '2020-03-01'`)
    return {
      left: () => count('release_presence where batch_id = any($1)', [releases]),
      // The newest two of the source are those of the other kinds above.
      expected: rows.length >= 2 ? 0 : releases.length,
    }
  },
}

test('old things of every kind are removed, young ones and records stay, and it is told when', async () => {
  const planted: [string, Planted][] = []
  for (const kind of retentionKinds) planted.push([kind, await PLANTS[kind]()])
  const records = async (): Promise<number[]> => [
    await count('persons'),
    await count('events'),
    await count('audit_entries'),
    await count('import_batches'),
    await count('programme_memberships'),
  ]
  const before = await records()
  await purgeExpired(world.database)
  for (const [kind, { left, expected }] of planted)
    expect({ kind, left: await left() }).toEqual({ kind, left: expected })
  expect(await records()).toEqual(before)

  const { api } = await world.officer('system_admin')
  const { items } = await api.jobs.listRetention({})
  expect(items.map(({ kind }) => kind)).toEqual(retentionKinds)
  for (const { kind, lastRunAt, removed } of items)
    expect({ kind, run: lastRunAt !== null, removed: (removed ?? 0) > 0 }).toEqual({ kind, run: true, removed: true })
}, 120_000)

test('of rejected rows whose lines are gone no correction file is given, and their reasons stay', async () => {
  const id = await ended('2024-05-01')
  await age(id, 'import_rejects', 1)
  await purgeExpired(world.database)
  const { api } = await world.officer('slrt_manager')
  const params = { importId: id }
  await expect(
    api.imports.downloadImportRejects({ params, body: { reason: 'memperbaiki baris' } }),
  ).rejects.toMatchObject({ problem: { code: 'file-gone' } })
  const { items } = await api.imports.listImportRejects({ params, query: {} })
  expect(items.length).toBeGreaterThan(0)
  expect(items.every(({ value, code }) => value === null && code.length > 0)).toBe(true)
}, 60_000)
