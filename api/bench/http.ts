/** A running API with somebody who has signed in: what an office feels, session, rights, access log and all. */
import { randomBytes } from 'node:crypto'
import { buildApp } from '../src/app.ts'
import { createConfig, readEnvironment } from '../src/config.ts'
import { createSecrets } from '../src/kernel/digest.ts'
import { createOperatorAccount } from '../src/operator-account.ts'
import type { ScratchServer } from './scratch-server.ts'

export interface Office {
  /** Milliseconds of one request, from sending to the last byte of the answer. */
  post(path: string, body: unknown): Promise<number>
  close(): Promise<void>
}

const NEVER_LIMITED = 1_000_000

export async function openOffice(server: ScratchServer, regionCode: string): Promise<Office> {
  const dataKey = randomBytes(32)
  const config = createConfig(
    readEnvironment({
      LOG_LEVEL: 'silent',
      DATA_KEY: dataKey.toString('base64'),
      ADMIN_DIST: 'test-output/no-screens',
    }),
    { databaseUrl: server.appUrl, migrateDatabaseUrl: server.ownerUrl },
  )
  const code = await createOperatorAccount(server.database, createSecrets(dataKey), server.ownerUrl, {
    userName: 'bench',
    displayName: 'Bench',
    role: 'slrt_manager',
    regionCode,
  })
  const app = await buildApp({
    config,
    database: server.database,
    rates: { perAccount: NEVER_LIMITED, perAddress: NEVER_LIMITED, signInsPerAddress: NEVER_LIMITED, factor: 1_000 },
  })
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  let cookie = ''
  const send = async (path: string, body: unknown): Promise<Response> => {
    const reply = await fetch(`${address}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-pandu-csrf': '1', ...(cookie && { cookie }) },
      body: JSON.stringify(body),
    })
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
    const set = reply.headers.get('set-cookie')?.split(';')[0]
    if (set) cookie = set
    return reply
  }
  const password = randomBytes(12).toString('hex')
  await send('/v1/session/activation', { userName: 'bench', codes: [code], newPassword: password })
  await send('/v1/session', { userName: 'bench', password })
  return {
    post: async (path, body) => {
      const since = process.hrtime.bigint()
      await (await send(path, body)).arrayBuffer()
      return Number(process.hrtime.bigint() - since) / 1e6
    },
    close: () => app.close(),
  }
}
