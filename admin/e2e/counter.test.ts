/** The counter of one village: its officer is not asked for what the record knows, and tells people of one name apart. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import pg from 'pg'
import { useWorld } from './support/world.ts'

let owner: pg.Client
// Defined before the world, so that it is closed before it.
afterAll(() => owner?.end())
const world = useWorld()
beforeAll(async () => {
  owner = new pg.Client({ connectionString: world.ownerUrl })
  await owner.connect()
})

interface Pair {
  readonly nik: string
  readonly relative_id: string
  readonly relative: string
}
/** Somebody of the village whose relative's PBI-JK has ended. */
async function aidEndedForARelative(): Promise<Pair> {
  const { rows } = await owner.query<Pair & { jurisdiction_id: number }>(
    `select i.value as nik, r.id as relative_id, r.name as relative, r.jurisdiction_id
     from accounts a join grants g on g.account_id = a.id
     join persons p on p.region_code = g.region_code
     join person_identifiers i on i.jurisdiction_id = p.jurisdiction_id and i.person_id = p.id and i.type = 'nik' and upper_inf(i.valid)
     join family_members m on m.jurisdiction_id = p.jurisdiction_id and m.person_id = p.id and upper_inf(m.valid)
     join family_members n on n.jurisdiction_id = m.jurisdiction_id and n.family_id = m.family_id and n.person_id <> p.id and upper_inf(n.valid)
     join persons r on r.jurisdiction_id = n.jurisdiction_id and r.id = n.person_id and r.name is not null and r.name <> p.name
     where a.user_name = 'puskesos.sragen' and not exists (select 1 from person_deaths x where x.person_id in (p.id, r.id))
     order by p.id, r.id limit 1`,
  )
  const [pair] = rows
  if (!pair) throw new Error('nobody of the village has a relative')
  await owner.query(`delete from programme_memberships where person_id = $1 and programme_code = 'PBI-JK'`, [
    pair.relative_id,
  ])
  await owner.query(
    `insert into programme_memberships (jurisdiction_id, person_id, programme_code, valid, source)
     values ($1, $2, 'PBI-JK', daterange('2025-09-01', '2025-11-03'), 'officer')`,
    [pair.jurisdiction_id, pair.relative_id],
  )
  return pair
}

test(
  'the only village is filled in, hits tell namesakes apart, and those of an earlier search are gone',
  () =>
    world.journey('counter-search', async () => {
      const officer = await world.signIn('puskesos.sragen')
      const { page } = officer
      await officer.go('/warga')
      const village = page.getByLabel('Desa/kelurahan atau kecamatan')
      await page.waitForFunction(() =>
        [...document.querySelectorAll('input[readonly]')].some((input) => (input as HTMLInputElement).value !== ''),
      )
      expect(await village.inputValue()).toContain('Keden')
      const name = page.getByRole('textbox', { name: 'Nama', exact: true })
      const search = page.getByRole('button', { name: 'Cari', exact: true })
      await name.fill('Sutrisno')
      await search.click()
      const results = page.getByRole('region', { name: 'Hasil pencarian' })
      const hit = results
        .getByRole('article')
        .filter({ has: page.getByRole('link', { name: 'Sutrisno', exact: true }) })
      await hit.first().waitFor()
      const told = await hit.first().innerText()
      expect(told).toMatch(/RT \d+/)
      expect(told).toMatch(/Kepala keluarga|Keluarga /)
      expect(told).toContain('lahir')
      // The very name comes first.
      expect(await results.getByRole('article').first().innerText()).toContain('Sutrisno')
      await officer.checkPage('search in the only village')
      // A search that fails leaves nobody of another name to be picked.
      await name.fill('S')
      await search.click()
      await page.getByText(/^Isi NIK atau nomor KK/).waitFor()
      expect(await results.count()).toBe(0)

      // Where a record is made and where a list is narrowed there is nothing to ask either.
      await officer.go('/warga/baru')
      await page.getByLabel(/^Desa\/kelurahan/).waitFor()
      expect(await page.getByRole('combobox', { name: /^Desa/ }).count()).toBe(0)
      await officer.go('/kasus')
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.locator('input[readonly]').waitFor()
      expect(page.url()).not.toContain('wilayah')

      const phone = await world.signIn('puskesos.sragen', { width: 390 })
      await phone.go('/warga')
      await phone.page.getByRole('textbox', { name: 'Nama', exact: true }).fill('Sutrisno')
      await phone.page.getByRole('button', { name: 'Cari', exact: true }).click()
      await phone.page.getByRole('article').first().waitFor()
      await phone.checkPage('search on a phone')
    }),
  180_000,
)

test(
  'the official word and the word of the street find the kind type',
  () =>
    world.journey('counter-ppks', async () => {
      const { page, go, checkPage } = await world.signIn('loket.sragen')
      await go('/ppks')
      const type = page.getByRole('combobox', { name: /Jenis PPKS/ })
      for (const [typed, kind] of [
        ['geland', 'Orang tanpa tempat tinggal tetap'],
        ['anjal', 'Anak yang hidup atau bekerja di jalanan'],
      ] as const) {
        await type.click()
        await type.fill(typed)
        await page.getByRole('option', { name: kind }).waitFor()
        expect(await page.getByRole('option').count()).toBe(1)
      }
      await checkPage('PPKS: type found by another word')
    }),
  120_000,
)

test(
  'a relative who reports for somebody else chooses from the family, and sees what ended and since when',
  () =>
    world.journey('counter-relative', async () => {
      const { nik, relative } = await aidEndedForARelative()
      const officer = await world.signIn('puskesos.sragen')
      const { page } = officer
      const next = page.getByRole('button', { name: 'Lanjut' })
      await page.getByRole('link', { name: 'Layani warga' }).first().click()
      await page.getByLabel('NIK atau nomor KK').fill(nik)
      await page.getByRole('button', { name: 'Cari', exact: true }).click()
      await page
        .getByRole('button', { name: /^Pilih / })
        .first()
        .click()
      await page.getByRole('radio', { name: 'Untuk orang lain yang terdata' }).click()
      const choice = page.getByRole('list', { name: 'Anggota keluarga' })
      await choice.getByText('PBI-JK berakhir sejak 3 November 2025').waitFor()
      await officer.checkPage('intake: for a relative')
      // Taken for oneself by mistake, it is mended where it is noticed.
      await page.getByRole('radio', { name: 'Untuk pelapor sendiri' }).click()
      await next.click()
      await page.getByLabel('Cerita warga').fill('KIS ibu saya tidak aktif.')
      await next.click()
      await page.getByRole('heading', { name: 'Yang kita ketahui' }).waitFor()
      await choice.getByText('PBI-JK berakhir sejak 3 November 2025').waitFor()
      await choice.getByRole('button', { name: `Laporan untuk ${relative}` }).click()
      await choice.getByText('Laporan ini untuk orang ini').waitFor()
      await page.getByText('Berakhir sejak 3 November 2025', { exact: true }).waitFor()
      await officer.checkPage('intake: what we know of a relative')
      await next.click()
      await page.getByRole('button', { name: 'Daftarkan', exact: true }).click()
      await page.getByRole('heading', { name: 'Tanda terima laporan' }).waitFor()
      const { rows } = await owner.query<{ about: string }>(
        `select p.name as about from complaints c join persons p on p.jurisdiction_id = c.jurisdiction_id and p.id = c.subject_person_id
         where c.story = 'KIS ibu saya tidak aktif.'`,
      )
      expect(rows).toEqual([{ about: relative }])
    }),
  180_000,
)
