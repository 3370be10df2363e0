/** Requests are limited by address; what a page is built of is not, for a whole office stands behind one address. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { FastifyInstance } from 'fastify'
import { buildApp } from '../../src/app.ts'
import { createConfig, readEnvironment } from '../../src/config.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'

const screens = mkdtempSync(path.join(os.tmpdir(), 'pandu-screens-'))
let clone: TestDatabase
let app: FastifyInstance
beforeAll(async () => {
  mkdirSync(path.join(screens, 'assets'))
  writeFileSync(path.join(screens, 'index.html'), '<!doctype html><title>Pandu</title>')
  writeFileSync(path.join(screens, 'assets', 'page.js'), 'export {}')
  clone = await createTestDatabase()
  const environment = readEnvironment({
    LOG_LEVEL: 'silent',
    DATA_KEY: randomBytes(32).toString('base64'),
    ADMIN_DIST: screens,
  })
  const config = createConfig(environment, { databaseUrl: clone.appUrl, migrateDatabaseUrl: clone.ownerUrl })
  app = await buildApp({
    config,
    database: clone.database,
    rates: { perAccount: 2, perAddress: 2, signInsPerAddress: 2 },
  })
})
afterAll(async () => {
  await app?.close()
  await clone?.drop()
  rmSync(screens, { recursive: true, force: true })
})

const statuses = async (url: string): Promise<number[]> => {
  const replies: number[] = []
  for (let n = 0; n < 4; n++) replies.push((await app.inject({ url })).statusCode)
  return replies
}

test('what a page is built of does not use up the requests of an office', async () => {
  expect(await statuses('/assets/page.js')).toEqual([200, 200, 200, 200])
})

test('the API answers an address only so often a minute', async () => {
  const codes = await statuses('/v1/regions')
  expect(codes.slice(0, 2)).not.toContain(429)
  expect(codes.slice(2)).toEqual([429, 429])
})
