/** A running API with somebody who has signed in: what an office feels, session, rights, access log and all. */
import { randomBytes, randomUUID } from 'node:crypto'
import type { RoleCode } from '@pandu-gempita/shared/permissions'
import { buildApp } from '../src/app.ts'
import { createConfig, readEnvironment } from '../src/config.ts'
import { createDatabase } from '../src/kernel/db.ts'
import { createSecrets } from '../src/kernel/digest.ts'
import { createOperatorAccount } from '../src/operator-account.ts'
import type { ScratchServer } from './scratch-server.ts'

export interface Office {
  /** Milliseconds of one request, from sending to the last byte of the answer. */
  post(path: string, body: unknown): Promise<number>
  /** The answer to a request that must succeed. */
  ask<T>(method: 'GET' | 'POST', path: string, options?: Asking): Promise<T>
  close(): Promise<void>
}
interface Asking {
  readonly body?: unknown
  /** For writes: version of the record that it is about. */
  readonly ifMatch?: number
}

const NEVER_LIMITED = 1_000_000

export async function openOffice(
  server: ScratchServer,
  regionCode: string,
  role: RoleCode = 'slrt_manager',
): Promise<Office> {
  const userName = `bench.${role.replaceAll('_', '.')}`
  const dataKey = randomBytes(32)
  // As the product opens it for requests: the database of the scratch server is the background worker's.
  const database = createDatabase(server.appUrl, { watch: true })
  const config = createConfig(
    readEnvironment({
      LOG_LEVEL: 'silent',
      DATA_KEY: dataKey.toString('base64'),
      ADMIN_DIST: 'test-output/no-screens',
    }),
    { databaseUrl: server.appUrl, migrateDatabaseUrl: server.ownerUrl },
  )
  const code = await createOperatorAccount(server.database, createSecrets(dataKey), server.ownerUrl, {
    userName,
    displayName: 'Bench',
    role,
    regionCode,
  })
  const app = await buildApp({
    config,
    database,
    rates: { perAccount: NEVER_LIMITED, perAddress: NEVER_LIMITED, signInsPerAddress: NEVER_LIMITED, factor: 1_000 },
  })
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  let cookie = ''
  const send = async (method: string, path: string, { body, ifMatch }: Asking): Promise<Response> => {
    const reply = await fetch(`${address}${path}`, {
      method,
      headers: {
        'x-pandu-csrf': '1',
        ...(cookie && { cookie }),
        ...(method === 'POST' && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
        ...(ifMatch !== undefined && { 'if-match': `"${ifMatch}"` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
    const set = reply.headers.get('set-cookie')?.split(';')[0]
    if (set) cookie = set
    return reply
  }
  const password = randomBytes(12).toString('hex')
  await send('POST', '/v1/session/activation', { body: { userName, codes: [code], newPassword: password } })
  await send('POST', '/v1/session', { body: { userName, password } })
  return {
    post: async (path, body) => {
      const since = process.hrtime.bigint()
      await (await send('POST', path, { body })).arrayBuffer()
      return Number(process.hrtime.bigint() - since) / 1e6
    },
    ask: async <T>(method: 'GET' | 'POST', path: string, options: Asking = {}) =>
      (await (await send(method, path, options)).json()) as T,
    close: async () => {
      await app.close()
      await database.close()
    },
  }
}
