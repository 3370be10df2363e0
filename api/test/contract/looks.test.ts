/**
 * Every person whose name leaves the server is in "who has looked": over every operation, by names that nothing else has. One row a look,
 * whatever was read of it how often.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { sampledOperations } from '../samples/all.ts'
import { createWorld, type World } from '../world.ts'
import { expectSuccess, prepare, sendAs } from './battery.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
  // Whoever comes into the register gets a name that is found again wherever it leaves.
  await world.owner.query(`
    create function seeded_name() returns trigger language plpgsql as $$ begin new.name := 'Wargi ' || upper(replace(new.id::text, '-', '')); return new; end $$`)
  await world.owner.query(
    'create trigger seeded_name before insert on persons for each row execute function seeded_name()',
  )
})
afterAll(() => world.close())

const NAME = /WARGI ([0-9A-F]{32})/gi
const idOf = (hex: string): string => hex.toLowerCase().replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5')

let seen = 0
describe.each(sampledOperations)('$module $id', (sampled) => {
  test('whoever is named is told, once', async () => {
    const sample = await sampled.sample(world)
    const reply = await sendAs(world, sampled, sample.as, await prepare(sampled, sample))
    expectSuccess(sampled, reply)
    const named = [...new Set([...reply.text.matchAll(NAME)].map(([, hex = '']) => idOf(hex)))].sort()
    seen += named.length
    const { rows } = await world.owner.query<{ subject: string; looks: number; who: string }>(
      `select subject_id as subject, count(*)::int as looks, min(actor_id::text) as who from access_log where request_id = $1 group by 1 order by 1`,
      [reply.headers['x-request-id']],
    )
    expect(named.filter((id) => !rows.some(({ subject }) => subject === id))).toEqual([])
    expect(rows.filter(({ looks }) => looks > 1)).toEqual([])
    if (sampled.operation.access !== 'public') expect(rows.filter(({ who }) => who !== sample.as.id)).toEqual([])
  })
})

test('people were named at all', () => {
  expect(seen).toBeGreaterThan(40)
})
