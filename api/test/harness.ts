/**
 * The whole application on a database of its own, the typed client over `inject`, and accounts of every
 * role without the cost of passwords. One `createTestApp()` a test file.
 */
import { randomBytes } from 'node:crypto'
import { createClient, type Client, type TransportRequest } from '@pandu-gempita/shared/contract/client'
import type { Problem } from '@pandu-gempita/shared/contract/problem'
import { contracts, type Contracts } from '@pandu-gempita/shared/contracts'
import { rolePresets, type RoleCode } from '@pandu-gempita/shared/permissions'
import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import { buildApp } from '../src/app.ts'
import { createConfig, readEnvironment, type Config } from '../src/config.ts'
import { newToken, sha256 } from '../src/kernel/digest.ts'
import type { Database } from '../src/kernel/db.ts'
import { createSecrets, type Secrets } from '../src/kernel/digest.ts'
import type { WorkHooks } from '../src/kernel/unit-of-work.ts'
import { withClient } from '../src/migrate.ts'
import { enrolJurisdiction } from '../src/modules/regions/enrolment.ts'
import { createTestDatabase, preparedTemplate, type Heard } from './database.ts'
import { describeFault } from './faults.ts'

/** Who calls: a role in an area, or of an institution; `tag` tells two of a kind apart. No role: an account without grants. */
export interface ActorSpec {
  readonly role?: RoleCode
  readonly region?: string
  readonly institutionId?: string
  readonly tag?: string
}

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly bytes: Uint8Array
  readonly json: () => unknown
  readonly problem: () => Problem
}

export interface Caller {
  readonly spec: ActorSpec
  readonly id: string
  readonly token: string
  readonly api: Client<Contracts>
  send(request: TransportRequest): Promise<Reply>
}

export interface TestApp {
  readonly app: FastifyInstance
  readonly database: Database
  /** What is asked of the database, while a test listens. */
  readonly heard: Heard
  readonly ownerUrl: string
  readonly appUrl: string
  readonly config: Config
  readonly secrets: Secrets
  /** As the owner: for what the application role may not see or do. */
  readonly owner: pg.Client
  /** Set by a test to make the last step before COMMIT fail. */
  readonly hooks: WorkHooks & { beforeCommit?: WorkHooks['beforeCommit'] }
  /** Set by a test to ask at another moment than this one. */
  readonly clock: { now?: Date | undefined }
  /** Results of handlers by operation, before serialisation. */
  readonly results: Map<string, unknown>
  readonly shards: Readonly<Record<'nation' | 'province' | 'here' | 'neighbour', number>>
  as(spec: ActorSpec): Promise<Caller>
  send(request: TransportRequest, token?: string): Promise<Reply>
  close(): Promise<void>
}

/** Not a hash of anything: these accounts sign in by the session that the harness gives them. */
const NO_PASSWORD = 'no password'

export const HERE = '3314'
export const NEIGHBOUR = '3313'
const ENROLLED = [null, HERE.slice(0, 2), HERE, NEIGHBOUR]

const textHeaders = (headers: Readonly<Record<string, number | string | string[] | undefined>>) =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )

/** The request that the client makes of an operation, for tests that spoil a part of it. */
export async function captured(
  module: string,
  operationId: string,
  request: unknown,
): Promise<TransportRequest & { headers: Record<string, string> }> {
  let seen: TransportRequest | undefined
  const client = createClient(contracts, async (made) => {
    seen = made
    return new Response(null, { status: 204 })
  }) as unknown as Record<string, Record<string, (request: unknown) => Promise<unknown>>>
  await client[module]?.[operationId]?.(request)
  if (!seen) throw new Error(`${module}.${operationId} made no request`)
  return seen
}

/** What is limited is the subject of tests of its own. */
export const UNLIMITED = { perAccount: 1_000_000, perAddress: 1_000_000, signInsPerAddress: 1_000, factor: 1_000 }

let accountNumber = 0

async function insertAccount(
  owner: pg.Client,
  spec: ActorSpec,
  jurisdictionId: number,
): Promise<Omit<Caller, 'api' | 'send'>> {
  accountNumber++
  const made = await owner.query<{ id: string }>(
    `insert into accounts (jurisdiction_id, kind, user_name, display_name, region_code, password_hash)
     values ($1, 'officer', $2, $3, $4, $5) returning id`,
    [
      jurisdictionId,
      `test.${String(accountNumber).padStart(5, '0')}`,
      `Petugas ${spec.role ?? 'tanpa wewenang'} ${accountNumber}`,
      spec.region ?? null,
      NO_PASSWORD,
    ],
  )
  const id = made.rows[0]?.id
  if (id === undefined) throw new Error('the account was not made')
  if (spec.role)
    await owner.query(
      `insert into grants (jurisdiction_id, account_id, role_code, scope, region_code, institution_id, released_at) values ($1, $2, $3, $4, $5, $6, now())`,
      [
        jurisdictionId,
        id,
        spec.role,
        rolePresets[spec.role].scope,
        rolePresets[spec.role].scope === 'area' ? spec.region : null,
        spec.institutionId ?? null,
      ],
    )
  return { spec, id, token: await openSession(owner, jurisdictionId, id) }
}

export async function openSession(owner: pg.Client, jurisdictionId: number, accountId: string): Promise<string> {
  const token = newToken()
  await owner.query(
    `insert into sessions (token_hash, jurisdiction_id, account_id, expires_at) values ($1, $2, $3, now() + interval '4 hours')`,
    [sha256(token), jurisdictionId, accountId],
  )
  return token
}

export async function createTestApp(): Promise<TestApp> {
  const clone = await createTestDatabase(
    await preparedTemplate('places', (ownerUrl) =>
      withClient(ownerUrl, async (client) => {
        for (const code of ENROLLED) await enrolJurisdiction(client, code)
      }),
    ),
  )
  const hooks: TestApp['hooks'] = {}
  const results = new Map<string, unknown>()
  const clock: TestApp['clock'] = {}
  const dataKey = randomBytes(32)
  const config = createConfig(
    readEnvironment({
      LOG_LEVEL: 'silent',
      DATA_KEY: dataKey.toString('base64'),
      ADMIN_DIST: 'test-output/no-screens',
      // Receivers of the tests are on this machine.
      WEBHOOK_ALLOWED_HOSTS: '127.0.0.1',
    }),
    { databaseUrl: clone.appUrl, migrateDatabaseUrl: clone.ownerUrl },
  )
  const toldOf = new Set<string>()
  /** Once each, beside the failed assertion. A fault that a test has planted is no news. */
  const tellFault = (operationId: string, error: unknown): void => {
    if (hooks.beforeCommit) return
    const text = describeFault(operationId, error, results.get(operationId))
    if (toldOf.has(text)) return
    toldOf.add(text)
    process.stderr.write(`${text}\n`)
  }
  const app = await buildApp({
    config,
    database: clone.database,
    hooks,
    onResult: (operationId, result) => void results.set(operationId, result),
    now: () => clock.now ?? new Date(),
    rates: UNLIMITED,
    onFault: tellFault,
  })
  const { default: postgres } = await import('pg')
  const owner = new postgres.Client({ connectionString: clone.ownerUrl })
  await owner.connect()
  const enrolled = await owner.query<{ id: number; code: string | null }>(
    'select id, region_code as code from jurisdictions',
  )
  const shardOf = (code: string | null): number => {
    const found = enrolled.rows.find((row) => row.code === code)
    if (!found) throw new Error(`${code ?? 'the nation'} is not enrolled`)
    return found.id
  }
  const shards = {
    nation: shardOf(null),
    province: shardOf(HERE.slice(0, 2)),
    here: shardOf(HERE),
    neighbour: shardOf(NEIGHBOUR),
  }

  let address = 0
  const send = async (request: TransportRequest, token?: string): Promise<Reply> => {
    address++
    const reply = await app.inject({
      method: request.method as 'GET',
      url: request.url,
      headers: { ...request.headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      ...(request.body !== undefined && {
        payload:
          request.body instanceof Blob
            ? Buffer.from(await request.body.arrayBuffer())
            : (request.body as string | Buffer),
      }),
      // A new address a request: what is limited by address is not the subject here.
      remoteAddress: `10.${(address >> 16) & 255}.${(address >> 8) & 255}.${address & 255}`,
    })
    return {
      status: reply.statusCode,
      headers: textHeaders(reply.headers),
      text: reply.body,
      bytes: reply.rawPayload,
      json: () => reply.json() as unknown,
      problem: () => reply.json() as Problem,
    }
  }

  const clientFor = (token: string): Client<Contracts> =>
    createClient(contracts, async (request) => {
      const reply = await send(request, token)
      const empty = reply.status === 204 || reply.status === 304
      return new Response(empty ? null : new Uint8Array(reply.bytes), {
        status: reply.status,
        headers: { ...reply.headers },
      })
    })

  const callers = new Map<string, Promise<Caller>>()
  const as = (spec: ActorSpec): Promise<Caller> => {
    const key = JSON.stringify([spec.role, spec.region, spec.institutionId, spec.tag])
    const make = async (): Promise<Caller> => {
      const shard =
        spec.region === undefined
          ? shards.here
          : spec.region.startsWith(NEIGHBOUR)
            ? shards.neighbour
            : spec.region.startsWith(HERE)
              ? shards.here
              : shards.province
      const account = await insertAccount(
        owner,
        spec,
        rolePresets[spec.role ?? 'auditor'].scope === 'national' ? shards.nation : shard,
      )
      return {
        ...account,
        api: clientFor(account.token),
        send: (request) => send(request, account.token),
      }
    }
    const known = callers.get(key) ?? make()
    callers.set(key, known)
    return known
  }

  return {
    app,
    database: clone.database,
    heard: clone.heard,
    ownerUrl: clone.ownerUrl,
    appUrl: clone.appUrl,
    config,
    secrets: createSecrets(dataKey),
    owner,
    hooks,
    clock,
    results,
    shards,
    as,
    send,
    close: async () => {
      await app.close()
      await owner.end()
      await clone.drop()
    },
  }
}
