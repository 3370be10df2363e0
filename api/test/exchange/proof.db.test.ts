/** Proof: the sums of the server are those that a mirror computes, and a difference is found down to its row. */
import { createHash } from 'node:crypto'
import { expect, test } from '@jest/globals'
import type { PersonRow } from '@pandu-gempita/shared/exchange'
import { canonicalText, sumOfDigests } from '@pandu-gempita/shared/person-digest'
import fc from 'fast-check'
import { madeExport, takeExport } from '../factories/exports.ts'
import { createFamily, createPerson } from '../factories/people.ts'
import type { Caller } from '../harness.ts'
import { settings } from '../properties/seed.ts'
import { useWorld } from '../world.ts'

let manager: Caller
const world = useWorld(async () => {
  manager = await world.officer('slrt_manager')
})

const digestOf = (row: PersonRow): string => createHash('sha256').update(canonicalText(row)).digest('hex').slice(0, 32)
const mirror = async (): Promise<PersonRow[]> => {
  const { id } = await madeExport(world, manager)
  const text = (await takeExport(manager, id)).toString().trimEnd()
  return text === '' ? [] : text.split('\n').map((line) => JSON.parse(line) as PersonRow)
}
const nodeOf = (rows: readonly PersonRow[], regionCode: string) => {
  const inside = rows.filter(({ villageCode }) => villageCode.startsWith(regionCode))
  return { regionCode, count: inside.length, hash: sumOfDigests(inside.map(digestOf)) }
}

test('sums of every level are those of the exported rows, whatever is written in them', async () => {
  const texts = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 12 })
    .map((text) => `n${text.replaceAll('\0', '')}`)
  for (let n = 0; n < 6; n++) await createPerson(world, n % 2 ? 'here' : 'otherVillage')
  await createFamily(world, await createPerson(world))
  await fc.assert(
    fc.asyncProperty(fc.array(texts, { minLength: 7, maxLength: 7 }), async (names) => {
      await world.owner.query(
        `update persons p set name = t.name from (select id, $1::text[] as names, row_number() over (order by id) as n from persons) k, lateral (select k.names[k.n] as name) t where p.id = k.id`,
        [names],
      )
      const rows = await mirror()
      expect(rows).toHaveLength(7)
      const proof = await manager.api.exchange.getProof({ query: { region: world.here.regency } })
      expect(proof).toMatchObject(nodeOf(rows, world.here.regency))
      expect(proof.children).toEqual(
        [world.here.district, world.otherVillage.district].map((district) => nodeOf(rows, district)),
      )
      const district = await manager.api.exchange.getProof({ query: { region: world.here.district } })
      expect(district.children).toEqual([nodeOf(rows, world.here.village)])
    }),
    settings(10),
  )
}, 60_000)

test('a difference is narrowed down to its row', async () => {
  const rows = await mirror()
  const compare = (nodes: ReturnType<typeof nodeOf>[]) => manager.api.exchange.compareProof({ body: { nodes } })
  expect(await compare([nodeOf(rows, world.here.regency)])).toEqual({ differing: [], more: false })

  const [changed] = rows.filter(({ villageCode }) => villageCode === world.here.village)
  const stale = rows.map((row) => (row === changed ? { ...row, desil: 9 } : row))
  const regency = await compare([nodeOf(stale, world.here.regency)])
  const districts = regency.differing.flatMap(({ children }) => children.map((child) => child.regionCode))
  expect(districts).toEqual([world.here.district, world.otherVillage.district])
  const below = await compare(districts.map((code) => nodeOf(stale, code)))
  expect(below.differing.map(({ regionCode }) => regionCode)).toEqual([world.here.district])
  const villages = below.differing.flatMap(({ children }) => children.map((child) => nodeOf(stale, child.regionCode)))
  const { differing } = await compare(villages)
  const mine = new Map(stale.map((row) => [row.id, digestOf(row)]))
  const different = differing.flatMap((one) => one.rows.filter(({ id, digest }) => mine.get(id) !== digest))
  expect(different).toEqual([{ id: changed?.id, digest: changed && digestOf(changed) }])
})

test('whoever may not take full numbers cannot prove them, and nobody proves the area of others', async () => {
  const code = (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => 'done',
      (error: { problem?: { code: string } }) => error.problem?.code ?? String(error),
    )
  const { getProof } = manager.api.exchange
  expect(await code(getProof({ query: { region: world.here.regency, identifiers: 'full' } }))).toBe(
    'permission-missing',
  )
  expect(await code(getProof({ query: { region: world.elsewhere.regency } }))).toBe('outside-your-area')
  expect(await code(getProof({ query: { region: world.here.regency.slice(0, 2) } }))).toBe('outside-your-area')
  const head = await world.officer('dinsos_head')
  const masked = await getProof({ query: { region: world.here.regency } })
  const full = await head.api.exchange.getProof({ query: { region: world.here.regency, identifiers: 'full' } })
  expect(full.count).toBe(masked.count)
  expect(full.hash).not.toBe(masked.hash)
})
