/** Two releases beside each other: exactly who entered, left, was ranked differently, lost or got a programme. */
import { expect, test } from '@jest/globals'
import type { ImportBatch } from '@pandu-gempita/shared/imports'
import { applyBatch, matchedBatch } from '../factories/imports.ts'
import { useWorld } from '../world.ts'

let before: string
let after: string
let second: ImportBatch
const HEAD =
  'nik,no_kk,nama,tanggal_lahir,id_jenis_kelamin,id_hub_kepala_keluarga,pkh,pbi,desil_nasional,kode_kelurahan_desa'
/** n from 1 to 9; each is the head of a family of one. */
const row = (
  n: number,
  { name = `WARGA ${'ABCDEFGHI'.charAt(n - 1)}`, pkh = 'TIDAK', pbi = 'YA', desil = 3, village = '' } = {},
): string =>
  `990101150680${n}121,990101010120${n}231,${name},1980-06-15,1,1,${pkh},${pbi},${desil},${village || world.here.village}`
const file = (rows: readonly string[]): Buffer => Buffer.from(`${HEAD}\n${rows.join('\n')}\n`)
const releaseOf = async (batch: ImportBatch): Promise<string> =>
  (await world.owner.query<{ release_id: string }>('select release_id from import_batches where id = $1', [batch.id]))
    .rows[0]?.release_id ?? ''

const world = useWorld(async () => {
  const elsewhere = world.otherVillage.village
  const first = await applyBatch(
    world,
    await matchedBatch(
      world,
      file([row(1), row(2), row(3), row(4), row(5, { pkh: 'YA' }), row(6, { village: elsewhere })]),
      {
        name: 'Mei',
        cutOffOn: '2025-05-20',
        coverage: 'everybody',
      },
    ),
  )
  before = await releaseOf(first)
  // 1 unchanged; 2 loses PBI-JK; 3 down to desil 1; 4 up to 5; 5 is gone; 6 moves here; 7 is new.
  second = await matchedBatch(
    world,
    file([row(1), row(2, { pbi: 'TIDAK' }), row(3, { desil: 1 }), row(4, { desil: 5 }), row(6), row(7)]),
    { name: 'Juni', cutOffOn: '2025-06-20', coverage: 'everybody' },
  )
})

test('before anything is touched, the whole difference is counted by desa', async () => {
  const { api } = await world.officer('slrt_manager')
  const { items } = await api.imports.listImportAreaDifferences({ params: { importId: second.id } })
  const here = items.find(({ regionCode }) => regionCode === world.here.village)
  expect(here).toMatchObject({ added: 1, changed: 4, movedIn: 1, movedOut: 0, desilUp: 1, desilDown: 1, gone: 1 })
  expect(here?.fields).toMatchObject({ programmes: 1, desil: 2, address: 1 })
  expect(items.find(({ regionCode }) => regionCode === world.otherVillage.village)).toMatchObject({
    added: 0,
    movedOut: 1,
    gone: 0,
  })
})

test('afterwards the releases tell the same story, person by person', async () => {
  after = await releaseOf(await applyBatch(world, second))
  const { api } = await world.officer('slrt_manager')
  const { items: known } = await api.releases.listReleases({})
  expect(known.map(({ name, present, everybody }) => ({ name, present, everybody }))).toEqual([
    { name: 'Juni', present: 6, everybody: true },
    { name: 'Mei', present: 6, everybody: true },
  ])
  const { items } = await api.releases.compareReleases({ params: { releaseId: after }, query: { before } })
  const here = items.find(({ regionCode }) => regionCode === world.here.village)
  expect(here).toMatchObject({ entered: 1, left: 1, desilUp: 1, desilDown: 1 })
  expect(here?.programmesEnded.map(({ code, count }) => [code, count])).toEqual([
    ['PBI-JK', 2],
    ['PKH', 1],
  ])
  const people = await api.releases.listReleaseDifferences({
    params: { releaseId: after },
    query: { before, villageCode: world.here.village, limit: 50 },
  })
  expect(people.items.map(({ name, kind, before: was, after: is }) => [kind, name, was, is]).sort()).toEqual([
    ['desil', 'WARGA C', '3', '1'],
    ['desil', 'WARGA D', '3', '5'],
    ['entered', 'WARGA G', null, null],
    ['left', 'WARGA E', null, null],
    ['programme_begun', 'WARGA G', null, 'PBI-JK'],
    ['programme_ended', 'WARGA B', 'PBI-JK', null],
    ['programme_ended', 'WARGA E', 'PBI-JK', null],
    ['programme_ended', 'WARGA E', 'PKH', null],
  ])
  const notices = await (
    await api.releases.downloadReleaseNotices({
      params: { releaseId: after },
      query: { before, villageCode: world.here.village },
    })
  ).text()
  expect(notices.split('\r\n')).toHaveLength(10)
  expect(notices).toContain('Tidak lagi tercantum')
  expect(notices).not.toMatch(/[0-9]{16}/)
})

test('who is gone is told by an event, once, and stays a person', async () => {
  const { rows } = await world.owner.query<{ name: string }>(
    `select p.name from events e join persons p on p.id = e.subject_id where e.type = 'person.left_release'`,
  )
  expect(rows.map(({ name }) => name)).toEqual(['WARGA E'])
})

test('a village officer sees the own desa only, and only earlier releases of one source compare', async () => {
  const officer = await world.officer('puskesos_back_office')
  const list = officer.api.releases.listReleaseDifferences({
    params: { releaseId: after },
    query: { before, villageCode: world.otherVillage.village },
  })
  expect((await list).items).toEqual([])
  const { api } = await world.officer('slrt_manager')
  await expect(
    api.releases.compareReleases({ params: { releaseId: before }, query: { before: after } }),
  ).rejects.toMatchObject({
    problem: { code: 'releases-not-comparable' },
  })
})

test('a list of some people makes nobody leave', async () => {
  const partial = await applyBatch(
    world,
    await matchedBatch(world, file([row(1)]), { name: 'Juli', cutOffOn: '2025-07-20' }),
  )
  const { api } = await world.officer('slrt_manager')
  const { items } = await api.releases.compareReleases({
    params: { releaseId: await releaseOf(partial) },
    query: { before: after },
  })
  expect(items).toEqual([])
})
