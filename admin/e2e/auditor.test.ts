/** The auditor's job by the auditor's role alone: who saw whom, found by officer, person, case and time, and taken along. */
import fs from 'node:fs'
import { expect, test } from '@jest/globals'
import { useWorld, type Visitor } from './support/world.ts'

const world = useWorld()

const saved = async ({ page }: Visitor): Promise<{ name: string; lines: string[] }> => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('main').getByRole('button', { name: 'Unduh CSV' }).click(),
  ])
  const text = fs.readFileSync(await download.path(), 'utf8')
  return { name: download.suggestedFilename(), lines: text.trimEnd().split('\r\n') }
}

/** An officer opens a person and shows the full numbers, so that there is something to be audited. */
async function looksAtSomebody(): Promise<{ nik: string; ticket: string }> {
  const manager = await world.signIn('manajer.sragen')
  const { page } = manager
  await manager.go('/kasus')
  const row = page.getByRole('main').getByRole('link', { name: /3314-/ }).first()
  const ticket = /3314-[A-Z0-9]+/.exec(await row.innerText())?.[0] ?? ''
  await row.click()
  await page.waitForURL(/\/kasus\/[0-9a-f-]{36}/)
  await page.getByRole('main').getByText(ticket).first().waitFor()
  await manager.go('/warga')
  await page.getByRole('textbox', { name: 'Nama', exact: true }).fill('Sutrisno')
  const place = page.getByRole('combobox', { name: 'Desa/kelurahan atau kecamatan' })
  await place.fill('Keden')
  await page.getByRole('option', { name: /Keden, Kalijambe/ }).click()
  await page.getByRole('button', { name: 'Cari', exact: true }).click()
  await page.getByRole('article').getByRole('link', { name: 'Sutrisno', exact: true }).first().click()
  await page.getByRole('button', { name: 'Tampilkan nomor lengkap' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(/Alasan/).fill('Pencocokan KTP di loket.')
  await dialog.getByRole('button', { name: 'Tampilkan nomor lengkap' }).click()
  const nik = await dialog
    .getByText(/^\d{4} \d{4} \d{4} \d{4}$/)
    .first()
    .innerText()
  return { nik, ticket }
}

test(
  'from sign-in to the file: who saw whom, and what was done, by the auditor alone',
  () =>
    world.journey('auditor', async () => {
      const { nik, ticket } = await looksAtSomebody()
      const auditor = await world.signIn('auditor.sragen')
      const { page } = auditor
      const main = page.getByRole('main')
      await page.getByRole('link', { name: 'Siapa melihat data' }).first().click()
      await page.getByRole('heading', { level: 1, name: 'Siapa melihat data' }).waitFor()
      await main.getByText('Pencocokan KTP di loket.').first().waitFor()
      await auditor.checkPage('who saw data')

      // By the person, whose number is in no address.
      const about = main.getByLabel('NIK warga atau nomor tiket kasus')
      await about.fill('3314 0000')
      await about.press('Enter')
      await main.getByText('NIK terdiri dari 16 angka; yang tertulis 8.').waitFor()
      await auditor.checkPage('who saw data, no NIK')
      await about.fill(nik)
      await about.press('Enter')
      const shown = main.getByRole('row', { name: /Tampilkan nomor lengkap/ })
      await shown.first().waitFor()
      await shown.filter({ hasText: 'NIK, nomor KK' }).filter({ hasText: 'Pencocokan KTP di loket.' }).first().waitFor()
      const officer = (await shown.first().getByRole('cell').nth(1).innerText()).trim()
      expect(page.url()).toBe(`${world.url}/siapa-melihat-data`)
      // By the officer too.
      const name = main.getByLabel('Nama petugas atau aplikasi')
      await name.fill('tidak ada petugas ini')
      await name.press('Enter')
      await main.getByText('Tidak ada catatan yang cocok').waitFor()
      expect(await main.getByRole('button', { name: 'Unduh CSV' }).isDisabled()).toBe(true)
      await auditor.checkPage('who saw data, nothing found')
      await name.fill(officer)
      await name.press('Enter')
      await shown.first().waitFor()
      const file = await saved(auditor)
      expect(file.name).toBe('siapa-melihat-data.csv')
      expect(file.lines[0]).toContain('waktu;zona_waktu;petugas;')
      expect(file.lines.slice(1).every((line) => line.includes(officer))).toBe(true)
      expect(file.lines.join('\n')).toContain('Pencocokan KTP di loket.')
      expect(file.lines.join('\n')).not.toContain(nik.replaceAll(' ', ''))

      // By the case.
      await about.fill(ticket.toLowerCase())
      await about.press('Enter')
      await main
        .getByRole('row', { name: /Kasus, berkas, atau daftar/ })
        .first()
        .waitFor()
      await about.fill('')
      await about.press('Enter')

      // What was done, the file of a moment ago among it, in words.
      await page.getByRole('link', { name: 'Catatan audit' }).first().click()
      await page.getByRole('heading', { level: 1, name: 'Catatan audit' }).waitFor()
      const operation = main.getByRole('combobox', { name: 'Tindakan', exact: true })
      await operation.click()
      await page.getByRole('option', { name: 'Unduh siapa melihat apa', exact: true }).click()
      const taken = main.getByRole('row', { name: /Unduh siapa melihat apa/ })
      await taken.getByText('Disaring menurut: nama petugas, NIK (baru)').waitFor()
      await auditor.checkPage('audit log')
      await operation.click()
      await page.getByRole('option', { name: 'Semua tindakan', exact: true }).click()
      await name.fill(officer)
      await name.press('Enter')
      await main.getByText('Tidak ada catatan').or(main.getByRole('row').nth(1)).first().waitFor()
      await name.fill('')
      await name.press('Enter')
      const kind = main.getByRole('combobox', { name: 'Pada', exact: true })
      await kind.click()
      await page.getByRole('option', { name: 'Kasus', exact: true }).click()
      await main
        .getByRole('row', { name: /Status: .* menjadi / })
        .first()
        .waitFor()
      const log = await saved(auditor)
      expect(log.name).toMatch(/^catatan-audit-\d{4}-\d{2}-\d{2}\.csv$/)
      expect(log.lines.length).toBeGreaterThan(1)
      expect(log.lines.slice(1).every((line) => line.includes(';Kasus;'))).toBe(true)
      // Neither notation of programs nor a code where there are words.
      expect(log.lines.join('\n')).not.toMatch(/\{"|stage_done|status_reason/)

      // Nothing else is open to the auditor, and nothing of it is missing on a phone.
      const phone = await world.signIn('auditor.sragen', { width: 390 })
      await phone.go('/siapa-melihat-data')
      await phone.page.getByText('Pencocokan KTP di loket.').first().waitFor()
      await phone.page
        .getByRole('button', { name: /^Hanya warga ini/ })
        .first()
        .click()
      await phone.page.getByText(/^Hanya satu warga: catatan/).waitFor()
      await phone.checkPage('who saw data on a phone')
      await phone.go('/audit')
      await phone.page.getByRole('heading', { level: 1, name: 'Catatan audit' }).waitFor()
      await phone.page.getByRole('button', { name: 'Unduh CSV' }).waitFor()
      await phone.checkPage('audit log on a phone')
    }),
  180_000,
)
