/** Two releases compare as their files do, in whatever order they were imported; and nobody's past tells another story. */
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { applyBatch, matchedBatch } from '../factories/imports.ts'
import { useWorld } from '../world.ts'
import { settings } from './seed.ts'

const world = useWorld()

const PEOPLE = 7
const PROGRAMMES = ['PKH', 'PBI-JK'] as const
/** What a cell says; an empty one says nothing. */
type Cell = 'YA' | 'TIDAK' | ''
interface Row {
  readonly cells: readonly [Cell, Cell]
  readonly desil: number | null
}
/** By person; null stands in no row. */
type File = readonly (Row | null)[]
interface Release {
  readonly month: number
  readonly file: File
  /** Rows that a second file of the same release says otherwise. */
  readonly correction: File | null
}

const cell = fc.constantFrom<Cell>('YA', 'YA', 'TIDAK', 'TIDAK', '')
const row = fc.record({
  cells: fc.tuple(cell, cell),
  desil: fc.option(fc.integer({ min: 1, max: 5 }), { freq: 6 }),
})
const file = fc.array(fc.option(row, { freq: 4 }), { minLength: PEOPLE, maxLength: PEOPLE })
const someone = file.filter((rows) => rows.some((one) => one !== null))

/** Often the very row of the release before: a row that repeats is not read again. */
const releases = fc
  .array(
    fc.record({
      file: someone,
      repeats: fc.array(fc.boolean(), { minLength: PEOPLE, maxLength: PEOPLE }),
      correction: fc.option(someone, { freq: 2 }),
      sameDay: fc.boolean(),
    }),
    { minLength: 3, maxLength: 3 },
  )
  .map((drawn) => {
    const made: Release[] = []
    for (const { file: own, repeats, correction, sameDay } of drawn) {
      const last = made.at(-1)
      const rows = own.map((one, at) => (repeats[at] && last ? (last.file[at] ?? one) : one))
      made.push({ month: (last?.month ?? 1) + (last && sameDay ? 0 : 1), file: rows, correction })
    }
    return made
  })
const chain = fc.record({ releases, order: fc.shuffledSubarray([0, 1, 2], { minLength: 3, maxLength: 3 }) })

let round = 0
const nik = (person: number): string => `99010115068${String(round).padStart(2, '0')}${person}21`
const csv = (rows: File): Buffer =>
  Buffer.from(
    [
      'nik,no_kk,nama,tanggal_lahir,id_jenis_kelamin,id_hub_kepala_keluarga,pkh,pbi,desil_nasional,kode_kelurahan_desa',
      ...rows.flatMap((one, person) =>
        one
          ? [
              `${nik(person)},9901010101${String(round).padStart(2, '0')}${person}231,WARGA ${'ABCDEFG'.charAt(person)},1980-06-15,1,1,${one.cells.join()},${one.desil ?? ''},${world.here.village}`,
            ]
          : [],
      ),
    ].join('\n') + '\n',
  )

/** What stands in the release after all of its files: an empty cell says nothing, so what was said before it holds. */
const content = ({ file: rows, correction }: Release): File =>
  rows.map((one, person) => {
    const other = correction?.[person]
    if (!one || !other) return other ?? one
    return {
      cells: [other.cells[0] || one.cells[0], other.cells[1] || one.cells[1]],
      desil: other.desil ?? one.desil,
    }
  })

/** A plain comparison of two files. */
function compared(before: File, after: File): Record<string, number> {
  const counts: Record<string, number> = {}
  const count = (what: string): void => {
    counts[what] = (counts[what] ?? 0) + 1
  }
  for (let person = 0; person < PEOPLE; person++) {
    const was = before[person]
    const is = after[person]
    if (!was && is) count('entered')
    if (was && !is) count('left')
    for (const [at, programme] of PROGRAMMES.entries()) {
      const from = was ? was.cells[at] : is ? 'TIDAK' : ''
      const to = is ? is.cells[at] : was ? 'TIDAK' : ''
      if (from === 'TIDAK' && to === 'YA') count(`begun ${programme}`)
      if (from === 'YA' && to === 'TIDAK') count(`ended ${programme}`)
    }
    if (was?.desil && is?.desil && was.desil !== is.desil) count(was.desil < is.desil ? 'up' : 'down')
  }
  return counts
}

async function told(before: string, after: string): Promise<Record<string, number>> {
  const { api } = await world.officer('slrt_manager')
  const { items } = await api.releases.compareReleases({ params: { releaseId: after }, query: { before } })
  const counts: Record<string, number> = {}
  const add = (what: string, n: number): void => {
    if (n > 0) counts[what] = (counts[what] ?? 0) + n
  }
  for (const area of items) {
    add('entered', area.entered)
    add('left', area.left)
    add('up', area.desilUp)
    add('down', area.desilDown)
    for (const { code, count } of area.programmesBegun) add(`begun ${code}`, count)
    for (const { code, count } of area.programmesEnded) add(`ended ${code}`, count)
  }
  return counts
}

/** Does the register say that the person had the programme on that day? */
async function had(person: number, programme: string, day: string): Promise<boolean> {
  const { rowCount } = await world.owner.query(
    `select 1 from programme_memberships g join person_identifiers i on i.jurisdiction_id = g.jurisdiction_id and i.person_id = g.person_id
     where i.value = $1 and g.programme_code = $2 and g.valid @> $3::date`,
    [nik(person), programme, day],
  )
  return rowCount !== 0
}

const dayOf = (month: number): string => `2025-${String(month).padStart(2, '0')}-20`

async function importInOrder(all: readonly Release[], order: readonly number[]): Promise<string[]> {
  const ids: string[] = []
  for (const at of order) {
    const release = all[at]
    if (!release) throw new Error('no such release')
    for (const rows of release.correction ? [release.file, release.correction] : [release.file]) {
      const batch = await matchedBatch(world, csv(rows), {
        name: `Rilis ${round}-${at}`,
        cutOffOn: dayOf(release.month),
        coverage: rows === release.file ? 'everybody' : 'partial',
      })
      const older = order.slice(0, order.indexOf(at)).some((known) => (all[known]?.month ?? 0) > release.month)
      expect(batch.holds.includes('older_release')).toBe(older)
      await applyBatch(world, batch)
      const found = await world.owner.query<{ release_id: string }>(
        'select release_id from import_batches where id = $1',
        [batch.id],
      )
      ids[at] = found.rows[0]?.release_id ?? ''
    }
  }
  return ids
}

test('every two releases compare as their files do, and each day says what its release said', async () => {
  let differing = 0
  await fc.assert(
    fc.asyncProperty(chain, async ({ releases: all, order }) => {
      round++
      // A register of its own for each chain: nothing of the last one is left.
      await world.owner.query(
        'truncate persons, families, households, source_records, release_presence, data_releases, import_batches cascade',
      )
      const ids = await importInOrder(all, order)
      for (const [first, before] of all.entries())
        for (const [second, after] of all.entries()) {
          if (before.month >= after.month) continue
          const plain = compared(content(before), content(after))
          if (Object.keys(plain).length > 0) differing++
          expect(await told(ids[first] ?? '', ids[second] ?? '')).toEqual(plain)
        }
      // Of two releases of one day the register keeps the one that came last.
      const days = new Map(order.map((at) => [all[at]?.month ?? 0, at]))
      if (days.size < all.length) return
      for (const [month, at] of days)
        for (const [person, one] of content(all[at] as Release).entries())
          for (const [column, programme] of PROGRAMMES.entries()) {
            const said = one?.cells[column]
            if (said === 'YA' || said === 'TIDAK')
              expect([at, person, programme, await had(person, programme, dayOf(month))]).toEqual([
                at,
                person,
                programme,
                said === 'YA',
              ])
          }
    }),
    settings(8),
  )
  expect(differing).toBeGreaterThan(6)
}, 300_000)
