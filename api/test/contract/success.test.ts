/** What every operation answers, writes and leaves behind when it succeeds, and when the last step before COMMIT fails. */
import { describe, expect, test } from '@jest/globals'
import { effectOf } from '@pandu-gempita/shared/contract/operation'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormatsModule from 'ajv-formats'
import { createCheck } from '../../src/kernel/schemas.ts'
import type { Statement } from '../../src/kernel/db.ts'
import { fingerprint, without } from '../fingerprint.ts'
import { sampledOperations } from '../samples/all.ts'
import type { Reply } from '../harness.ts'
import { useWorld } from '../world.ts'
import { expectProblem, expectSuccess, prepare, sendAs } from './battery.ts'
import { expectOneHome, expectShort } from './plans.ts'

interface OpenApi {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly operationId?: string; readonly responses: object }>>>
  >
}

let ajv: InstanceType<typeof Ajv2020>
let document: OpenApi
const world = useWorld(async () => {
  document = (await world.send({ method: 'GET', url: '/openapi.json', headers: {} })).json() as OpenApi
  ajv = new Ajv2020({ strict: false, allErrors: true })
  // The CommonJS default export arrives as a namespace under native ESM.
  const addFormats = addFormatsModule as unknown as (target: Ajv2020) => void
  addFormats(ajv)
  ajv.addSchema(document, 'openapi')
  // Whoever comes into the register gets a name that is found again wherever it leaves.
  await world.owner.query(`
    create function seeded_name() returns trigger language plpgsql as $$ begin new.name := 'Wargi ' || upper(translate(new.id::text, '0123456789-', 'ghijklmnop')); return new; end $$`)
  await world.owner.query(
    'create trigger seeded_name before insert on persons for each row execute function seeded_name()',
  )
})

// Letters for digits: many digits in a row would be masked as somebody's number.
const NAME = /WARGI ([A-P]{32})/gi
const idOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[g-p]/g, (letter) => String(letter.charCodeAt(0) - 103))
    .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5')
let named = 0
/** Every person whose name leaves is in "who has looked", once a request, in the name of the caller (docs/adr/0027). */
async function expectTold(reply: Reply, caller: string | undefined): Promise<void> {
  const people = [...new Set([...reply.text.matchAll(NAME)].map(([, name = '']) => idOf(name)))]
  named += people.length
  const { rows } = await world.owner.query<{ subject: string; looks: number; who: string }>(
    `select subject_id as subject, count(*)::int as looks, min(actor_id::text) as who from access_log where request_id = $1 group by 1`,
    [reply.headers['x-request-id']],
  )
  expect(people.filter((id) => !rows.some(({ subject }) => subject === id))).toEqual([])
  expect(rows.filter(({ looks, who }) => looks > 1 || (caller !== undefined && who !== caller))).toEqual([])
}

const escaped = (part: string): string => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))

/** The published document, read by another validator than the one that the product is made with. */
function expectDocumented(id: string, status: number, mediaType: string, value: unknown): void {
  const found = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) => (operation.operationId === id ? [[path, method]] : [])),
  )
  const [path = '', method = ''] = found[0] ?? []
  const pointer = `#/paths/${escaped(path)}/${method}/responses/${status}/content/${escaped(mediaType)}/schema`
  const validate = ajv.getSchema(`openapi${pointer}`)
  if (!validate) throw new Error(`${id} has no ${mediaType} reply ${status} in the document`)
  expect({ id, valid: validate(value), errors: validate.errors }).toEqual({ id, valid: true, errors: null })
}

const eventsOf = (reply: Reply): unknown[] =>
  reply.text
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame) => {
      expect(frame).toMatch(/^data: /)
      return JSON.parse(frame.slice(6)) as unknown
    })

const has = <K extends string>(value: unknown, key: K): value is Record<K, unknown> =>
  typeof value === 'object' && value !== null && key in value

/** Uploaded bytes are stored piece by piece while they arrive, and counted; pieces without a batch are swept away. */
const OUTSIDE_THE_TRANSACTION = ['import_chunks', 'import_uploads']

describe.each(sampledOperations)('$module $id', (sampled) => {
  const { id, operation } = sampled
  const { success } = operation

  test('answers as the contract says', async () => {
    const sample = await sampled.sample(world)
    const request = await prepare(sampled, sample)
    const before = await fingerprint(world.owner)
    world.results.delete(id)
    const heard: Statement[] = (world.heard.statements = [])
    const reply = await sendAs(world, sampled, sample.as, request)
    delete world.heard.statements
    expectSuccess(sampled, reply)
    await expectOneHome(world, operation, heard)
    expectShort(id, heard)
    expect(reply.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    await expectTold(reply, operation.access === 'public' ? undefined : sample.as.id)

    if ('body' in success) {
      expect(reply.headers['content-type']).toBe('application/json; charset=utf-8')
      const result = world.results.get(id)
      // Before serialisation, which drops what is not declared.
      expect({ id, errors: createCheck(success.body, 'body')(result) }).toEqual({ id, errors: [] })
      expect(reply.json()).toEqual(JSON.parse(JSON.stringify(result)))
      expectDocumented(id, success.status, 'application/json', reply.json())
      if (has(result, 'version')) expect(reply.headers['etag']).toBe(`"${String(result.version)}"`)
    } else if ('download' in success) {
      expect(reply.headers['content-type']).toMatch(new RegExp(`^${success.download.replace('*', '\\w+')}`))
      expect(reply.headers['content-disposition']).toMatch(/^attachment; filename\*=UTF-8''\S+$/)
      expect(reply.text.length).toBeGreaterThan(0)
    } else if ('events' in success) {
      expect(reply.headers['content-type']).toBe('text/event-stream')
      const events = eventsOf(reply)
      expect(events.length).toBeGreaterThan(0)
      for (const event of events) expectDocumented(id, success.status, 'text/event-stream', event)
    } else if ('lines' in success) {
      expect(reply.headers['content-type']).toBe('application/x-ndjson')
      const lines = reply.text.trimEnd().split('\n')
      for (const line of lines)
        expectDocumented(id, success.status, 'application/x-ndjson', JSON.parse(line) as unknown)
    } else expect(reply.text).toBe('')

    if (operation.conditional) {
      const etag = reply.headers['etag'] ?? ''
      const again = await sendAs(world, sampled, sample.as, {
        ...request,
        headers: { ...request.headers, 'if-none-match': etag },
      })
      expect({ status: again.status, text: again.text, etag: again.headers['etag'] }).toEqual({
        status: 304,
        text: '',
        etag,
      })
    } else expect(reply.headers['cache-control']).toBe('no-store')

    if (effectOf(operation) === 'read')
      // A read writes the access log, and nothing else.
      expect(without(await fingerprint(world.owner), 'access_log')).toEqual(without(before, 'access_log'))
  })

  if (effectOf(operation) === 'write')
    test('is told in the audit log by the transaction that made it, and leaves nothing when that fails', async () => {
      const sample = await sampled.sample(world)
      const request = await prepare(sampled, sample)
      const before = await fingerprint(world.owner)
      world.hooks.beforeCommit = () => {
        throw new Error('a fault before COMMIT')
      }
      try {
        const failed = await sendAs(world, sampled, sample.as, request)
        if (operation.errors === 'oauth')
          expect([failed.status, failed.json()]).toMatchObject([500, { error: 'server_error' }])
        else expectProblem(failed, 'internal-error')
      } finally {
        delete world.hooks.beforeCommit
      }
      // Tries are counted before the password is looked at, whatever comes of it.
      const kept = operation.upload ? OUTSIDE_THE_TRANSACTION : operation.unitOfWork === 'own' ? ['sign_in_tries'] : []
      expect(without(await fingerprint(world.owner), ...kept)).toEqual(without(before, ...kept))

      const reply = await sendAs(world, sampled, sample.as, request)
      expectSuccess(sampled, reply)
      const { rows } = await world.owner.query<{ operation: string; transactions: string[] }>(
        `select operation, array_agg(distinct xmin::text) as transactions from audit_entries where request_id = $1 group by 1`,
        [reply.headers['x-request-id']],
      )
      // Only what is no record yet is not told of.
      expect(rows).toEqual(operation.untold ? [] : [{ operation: id, transactions: [expect.any(String)] }])
      const events = await world.owner.query<{ xid: string }>(
        'select distinct xid::text from events where request_id = $1',
        [reply.headers['x-request-id']],
      )
      for (const { xid } of events.rows) expect(rows[0]?.transactions).toEqual([xid])
    })
})

test('people were named at all', () => {
  expect(named).toBeGreaterThan(40)
})
