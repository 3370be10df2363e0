import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createDatabase } from '../src/kernel/db.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'

let clone: TestDatabase
beforeAll(async () => {
  clone = await createTestDatabase()
})
afterAll(() => clone?.drop())

test('a clone has every region and code list, and is used as the application role', async () => {
  const { rows } = await clone.database.pool.query(
    `SELECT current_user AS role, current_setting('plan_cache_mode') AS plans,
       (SELECT count(*) FROM regions)::int AS regions, (SELECT count(*) FROM ppks_types)::int AS types`,
  )
  expect(rows).toEqual([{ role: 'pandu_app', plans: 'auto', regions: 91_599, types: 26 }])
})

test('the background worker plans each statement for what it finds', async () => {
  const worker = createDatabase(clone.appUrl, { longWork: true })
  const { rows } = await worker.pool.query(`SELECT current_setting('plan_cache_mode') AS plans`)
  await worker.close()
  expect(rows).toEqual([{ plans: 'force_custom_plan' }])
})

test('the application role changes no reference data and no history', async () => {
  const refused = { code: '42501' }
  await expect(clone.database.pool.query('DELETE FROM regions')).rejects.toMatchObject(refused)
  await expect(clone.database.pool.query('UPDATE audit_entries SET operation = operation')).rejects.toMatchObject(
    refused,
  )
  await expect(clone.database.pool.query('DELETE FROM events')).rejects.toMatchObject(refused)
  await expect(clone.database.pool.query('CREATE TABLE stray ()')).rejects.toMatchObject(refused)
})
