import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { complaintRecord } from '@pandu-gempita/shared/complaint-record'
import { roleCodes } from '@pandu-gempita/shared/permissions'
import { ppksRecord } from '@pandu-gempita/shared/ppks'
import { referralRecord } from '@pandu-gempita/shared/referrals'
import { loadDemoData, makeDemoData } from '../scripts/demo-data.ts'
import { dtksFile, SPOILS } from '../scripts/demo/dtks-file.ts'
import { DAY, startOfDay } from '../scripts/demo/plan.ts'
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
  expect((await states('complaints')).sort()).toEqual([...complaintRecord.states].sort())
  expect((await states('referrals')).sort()).toEqual([...referralRecord.states].sort())
  expect((await states('ppks_registrations')).sort()).toEqual([...ppksRecord.states].sort())
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

test('nothing in it has happened later than now, at whatever hour it is made', async () => {
  // The first second of a day that is still to come, so that what the database itself stamps is earlier.
  const now = new Date(startOfDay(new Date()).getTime() + DAY + 1_000)
  const other = await createTestDatabase()
  const late = await withClient(other.ownerUrl, async (client) => {
    expect(await makeDemoData(client, now)).toBe('created')
    // Until when something holds or is due may well be to come.
    const { rows: columns } = await client.query<{ table: string; column: string }>(
      `select c.table_name as table, c.column_name as column from information_schema.columns c
         join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name and t.table_type = 'BASE TABLE'
       where c.table_schema = 'public' and (c.data_type like 'timestamp%' or (c.data_type = 'date' and c.column_name ~ '_on$'))
         and c.column_name !~ '(due_at|expires_at|_until|next_attempt_at)$'`,
    )
    expect(columns.length).toBeGreaterThan(30)
    const found: string[] = []
    for (const { table, column } of columns) {
      const { rowCount } = await client.query(
        `select 1 from ${client.escapeIdentifier(table)} where ${client.escapeIdentifier(column)} > $1 limit 1`,
        [now.toISOString()],
      )
      if (rowCount) found.push(`${table}.${column}`)
    }
    return found
  })
  await other.drop()
  expect(late).toEqual([])
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
