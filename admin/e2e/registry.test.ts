/** Steps 2 and 3: find a family, open it, register a member as PPKS, and a person without papers; another officer verifies. */
import { expect, test } from '@jest/globals'
import { useWorld, type Visitor } from './support/world.ts'

const world = useWorld()

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

async function findSutrisno({ page, go }: Visitor): Promise<void> {
  await go('/warga')
  await page.getByRole('textbox', { name: 'Nama', exact: true }).fill('Sutrsno')
  await page.getByRole('combobox', { name: 'Desa/kelurahan atau kecamatan' }).fill('Keden')
  await page.getByRole('option', { name: /Keden, Kalijambe/ }).click()
  await page.getByRole('button', { name: 'Cari', exact: true }).click()
  await page.getByRole('region', { name: 'Hasil pencarian' }).waitFor()
}

async function wizard(visitor: Visitor, typeName: string, note: string): Promise<string> {
  const { page } = visitor
  await page.getByRole('button', { name: 'Lanjut' }).click()
  await page.getByRole('combobox', { name: /Jenis PPKS/ }).click()
  await page.getByRole('option', { name: typeName }).first().click()
  await visitor.checkPage('PPKS: type')
  await page.getByRole('button', { name: 'Lanjut' }).click()
  await page.getByRole('checkbox').first().click()
  await visitor.checkPage('PPKS: criteria')
  await page.getByRole('button', { name: 'Lanjut' }).click()
  await page.locator('input[type=file]').setInputFiles({ name: 'foto.png', mimeType: 'image/png', buffer: PNG })
  await page.getByLabel('Catatan').fill(note)
  await visitor.checkPage('PPKS: photo and note')
  await page.getByRole('button', { name: 'Daftarkan', exact: true }).click()
  await page.waitForURL(/\/ppks\/[0-9a-f-]{36}/)
  await page.getByText('Dilaporkan').first().waitFor()
  await visitor.checkPage('PPKS: registration')
  return new URL(page.url()).pathname
}

test(
  'a misspelt single-word name with village finds the person; person, family and PPKS',
  () =>
    world.journey('registry', async () => {
      const officer = await world.signIn('loket.sragen')
      const { page } = officer
      await findSutrisno(officer)
      await officer.checkPage('search')
      expect(page.url()).not.toMatch(/Sutrsno|Keden/)
      const hit = page
        .getByRole('region', { name: 'Hasil pencarian' })
        .getByRole('link', { name: 'Sutrisno', exact: true })
        .first()
      await hit.click()
      await page.getByRole('heading', { level: 1, name: 'Sutrisno' }).waitFor()
      await page.getByText(/Desil/).first().waitFor()
      expect(await page.getByRole('main').innerText()).not.toMatch(/\b99[0-9]{14}\b/)
      await officer.checkPage('person')
      for (const tab of ['Keluarga', 'Alamat', 'Identitas', 'Program', 'PPKS', 'Kasus', 'Asal data']) {
        await page
          .getByRole('main')
          .getByRole('link', { name: tab, exact: true })
          .or(page.getByRole('tab', { name: tab, exact: true }))
          .first()
          .click()
        await officer.checkPage(`person: ${tab}`)
      }
      const personPath = new URL(page.url()).pathname
      await page
        .getByRole('main')
        .getByRole('link', { name: 'Keluarga', exact: true })
        .or(page.getByRole('tab', { name: 'Keluarga', exact: true }))
        .first()
        .click()
      await page.getByRole('link', { name: 'Buka keluarga' }).first().click()
      await page.waitForURL(/\/keluarga\//)
      await officer.checkPage('family')
      // The past: the record of the demo begins with its release.
      const day = page.getByLabel('Keadaan pada tanggal')
      await day.fill('01/01/2012')
      await page.getByText('Anda melihat keadaan pada 1 Januari 2012').waitFor()
      await page.getByText('Belum ada peringkat desil.').waitFor()
      expect(page.url()).toContain('pada=2012-01-01')
      await officer.checkPage('family of the past')
      await page.getByRole('button', { name: 'Kembali ke keadaan sekarang' }).click()
      await page.getByText('Anda melihat keadaan pada').waitFor({ state: 'detached' })
      expect(await day.inputValue()).toBe('')

      await officer.go(`${personPath}?pada=2012-01-01`)
      await page.getByText('Anda melihat keadaan pada 1 Januari 2012').waitFor()
      // What is done is done today.
      expect(await page.getByRole('button', { name: 'Perbaiki data' }).count()).toBe(0)
      await officer.checkPage('person of the past')
      // An address with a day to come, or with none that is one, leads to what is now, not to a page that cannot be mended.
      for (const day of ['2999-01-01', 'kemarin']) {
        await officer.go(`${personPath}?pada=${day}`)
        await page.getByRole('button', { name: 'Perbaiki data' }).waitFor()
      }
      await officer.go(personPath)
      await page.getByRole('link', { name: 'Daftarkan PPKS' }).first().click()
      const registration = await wizard(officer, 'Penyandang disabilitas', 'Tinggal sendiri.')
      // Who registers does not approve.
      expect(await page.getByRole('button', { name: 'Verifikasi desa' }).count()).toBe(0)

      // It comes back, the checklist is mended, and it is handed in again.
      const manager = await world.signIn('manajer.sragen')
      await manager.go(registration)
      await manager.page.getByRole('button', { name: 'Kembalikan' }).click()
      await manager.page.getByRole('dialog').getByRole('textbox').fill('Periksa lagi kriterianya.')
      await manager.page.getByRole('dialog').getByRole('button', { name: 'Kembalikan' }).click()
      await manager.page.getByRole('main').getByText('Dikembalikan').first().waitFor()
      await officer.go(registration)
      await page.getByRole('button', { name: 'Ajukan kembali' }).click()
      const again = page.getByRole('dialog')
      expect(await again.getByRole('checkbox').first().isChecked()).toBe(true)
      await again.getByRole('checkbox').first().click()
      await again.getByRole('checkbox').nth(1).click()
      await officer.checkPage('PPKS: handed in again')
      await again.getByRole('button', { name: 'Ajukan kembali' }).click()
      await again.waitFor({ state: 'detached' })
      const answers = page.getByRole('region', { name: 'Kriteria' }).getByRole('listitem')
      await answers.nth(0).filter({ hasText: '(Tidak terpenuhi)' }).waitFor()
      await answers.nth(1).filter({ hasText: '(Terpenuhi)' }).waitFor()

      await manager.go(registration)
      await manager.page.getByRole('button', { name: 'Verifikasi desa' }).click()
      await manager.page.getByRole('dialog').getByRole('button', { name: 'Verifikasi desa' }).click()
      await manager.page.getByRole('main').getByText('Diverifikasi').first().waitFor()
      await manager.checkPage('PPKS: verified')
      // The person's timeline and who has looked.
      await manager.go(personPath)
      await manager.page.getByRole('main').getByText('Diverifikasi').first().waitFor()
      await manager.page
        .getByRole('main')
        .getByRole('link', { name: 'Siapa yang membuka' })
        .or(manager.page.getByRole('tab', { name: 'Siapa yang membuka' }))
        .first()
        .click()
      await manager.checkPage('who has looked')
    }),
  300_000,
)

test(
  'a person met on the street without papers or name is registered on a phone',
  () =>
    world.journey('without-identity', async () => {
      const officer = await world.signIn('puskesos.sragen', { width: 390 })
      const { page } = officer
      await officer.checkPage('home on a phone')
      await officer.go('/warga/baru?tanpaIdentitas=1&lalu=ppks')
      await officer.checkPage('person without identity')
      await page
        .getByLabel(/ditemukan/i)
        .first()
        .fill('Emperan pasar kota')
      // The officer has one village, and is not asked for it.
      await page.getByRole('textbox', { name: /Desa/ }).waitFor()
      expect(await page.getByRole('combobox', { name: /Desa/ }).count()).toBe(0)
      await page
        .getByRole('button', { name: /Simpan|Catat/ })
        .last()
        .click()
      await page.waitForURL(/\/ppks\/baru/)
      await wizard(officer, 'Orang tanpa tempat tinggal tetap', 'Tidak tahu namanya.')
    }),
  180_000,
)

test(
  'an officer of another kabupaten finds and opens nothing',
  () =>
    world.journey('neighbour', async () => {
      const here = await world.signIn('loket.sragen')
      await findSutrisno(here)
      await here.page
        .getByRole('region', { name: 'Hasil pencarian' })
        .getByRole('link', { name: 'Sutrisno', exact: true })
        .first()
        .click()
      await here.page.getByRole('heading', { level: 1, name: 'Sutrisno' }).waitFor()
      const neighbour = await world.signIn('loket.karanganyar')
      await neighbour.go(new URL(here.page.url()).pathname)
      await neighbour.page
        .getByText(/tidak ditemukan/i)
        .first()
        .waitFor()
      await neighbour.checkPage('not found')
    }),
  120_000,
)

test(
  'by keyboard alone, and in English',
  () =>
    world.journey('keyboard', async () => {
      const visitor = await world.visit()
      const { page } = visitor
      await visitor.go('/masuk')
      await page.getByLabel('Nama pengguna').focus()
      await page.keyboard.type('loket.sragen')
      await page.keyboard.press('Tab')
      await page.keyboard.type('melayani-warga-2025')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: /Selamat/ }).waitFor()
      await page.keyboard.press('Tab')
      expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBeTruthy()
      await page.keyboard.press('Control+k')
      await page.getByRole('dialog').waitFor()
      await page.keyboard.type('PPKS')
      await visitor.checkPage('palette')
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'English' }).click()
      await page.getByRole('link', { name: 'Cases' }).first().waitFor()
      expect(await page.evaluate(() => document.documentElement.lang)).toBe('en')
      await visitor.checkPage('home in English')
    }),
  120_000,
)
