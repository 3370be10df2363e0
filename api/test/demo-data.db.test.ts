import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { complaintLifecycle } from '@pandu-gempita/shared/complaints'
import { roleCodes } from '@pandu-gempita/shared/permissions'
import { ppksLifecycle } from '@pandu-gempita/shared/ppks'
import { referralLifecycle } from '@pandu-gempita/shared/referrals'
import { loadDemoData } from '../scripts/demo-data.ts'
import { dtksFile, SPOILS } from '../scripts/demo/dtks-file.ts'
import { withClient } from '../src/migrate.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'

let clone: TestDatabase
beforeAll(async () => {
  clone = await createTestDatabase()
})
afterAll(() => clone?.drop())

const list = (statement: string): Promise<string[]> =>
  withClient(clone.ownerUrl, async (client) => {
    const { rows } = await client.query<{ value: string }>(statement)
    return rows.map((row) => row.value)
  })

test('demo data is made once, shows every state and role, and nobody real', async () => {
  const config = { production: false, migrateDatabaseUrl: clone.ownerUrl }
  expect(await loadDemoData(config)).toBe('created')
  expect(await loadDemoData(config)).toBe('present')
  const states = (table: string): Promise<string[]> => list(`SELECT DISTINCT status AS value FROM ${table}`)
  expect((await states('complaints')).sort()).toEqual([...complaintLifecycle.states].sort())
  expect((await states('referrals')).sort()).toEqual([...referralLifecycle.states].sort())
  expect((await states('ppks_registrations')).sort()).toEqual([...ppksLifecycle.states].sort())
  expect((await list('SELECT DISTINCT role_code AS value FROM grants')).sort()).toEqual([...roleCodes].sort())
  expect(await list(`SELECT value FROM person_identifiers WHERE type = 'nik' AND value NOT LIKE '99%'`)).toEqual([])
  expect(Number((await list('SELECT count(*) AS value FROM persons'))[0])).toBeGreaterThan(6_000)
  expect(
    await list(`SELECT id AS value FROM complaints c WHERE status <> 'draft' AND NOT EXISTS
    (SELECT FROM events e WHERE e.jurisdiction_id = c.jurisdiction_id AND e.subject_id = c.id AND e.type = 'complaint.' || c.status)`),
  ).toEqual([])
  expect(
    await list(`SELECT c.id AS value FROM complaints c JOIN persons p ON p.jurisdiction_id = c.jurisdiction_id
      AND p.id = c.reporter_person_id WHERE age_in_years(p.birth_date, p.birth_year_estimated, current_date) < 18`),
  ).toEqual([])
})

test('demo data is refused in production', async () => {
  await expect(loadDemoData({ production: true, migrateDatabaseUrl: clone.ownerUrl })).rejects.toThrow(/production/)
})

test('a DTKS file is the same each time, and has as many bad rows as asked for', () => {
  const options = { rows: 1_000, bad: 26, kabupaten: '3314' }
  const lines = [...dtksFile(options)]
  expect(lines).toEqual([...dtksFile(options)])
  expect(lines).toHaveLength(1_001)
  const good = [...dtksFile({ ...options, bad: 0 })]
  expect(lines.filter((line, index) => line !== good[index])).toHaveLength(26)
  expect(Object.keys(SPOILS).length * 2).toBe(26)
  const niks = good.slice(1).map((line) => line.split('|')[10])
  expect(new Set(niks).size).toBe(1_000)
})
