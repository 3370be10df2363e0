/** A list of an office's own: its headings are told once, on a telephone too, and the next one is read at once. */
import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { useWorld } from './support/world.ts'

const world = useWorld()

const HEADER = 'No;Nomor Induk;Nama Warga;Kartu;Lahir;Kelamin'
const list = (numbers: readonly number[]): Buffer =>
  Buffer.from(
    [
      HEADER,
      ...numbers.map((n) => `${n};331401150680900${n};WARGA ${'ABCDEFGHIJ'.charAt(n)};3314010101209001;15/06/1980;L`),
    ].join('\n'),
  )

async function upload(page: Page, buffer: Buffer): Promise<void> {
  await page.goto('/data/unggah')
  await page.locator('input[type=file]').setInputFiles({ name: 'daftar desa.csv', mimeType: 'text/csv', buffer })
  await page.getByLabel('Sumber data').click()
  await page.getByRole('option', { name: 'Lembar kerja' }).click()
  await page.getByLabel('Nama rilis').fill('Daftar desa')
  await page.getByRole('combobox', { name: /^Desa\/kelurahan semua warga/ }).fill('Keden')
  await page.getByRole('option', { name: /Keden/ }).first().click()
}
const choose = async (page: Page, column: string, field: string): Promise<void> => {
  // By keyboard alone: the list opens, the word is typed, Enter takes it.
  await page.getByRole('combobox', { name: column }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('listbox').waitFor()
  await page.keyboard.type(field)
  await page.keyboard.press('Enter')
  await page.getByRole('listbox').waitFor({ state: 'detached' })
}

test(
  'columns are told on a telephone and by keyboard, with samples and clear faults, and are remembered',
  () =>
    world.journey('import-mapping', async () => {
      const operator = await world.signIn('operator.sragen', { width: 390 })
      const { page } = operator
      await upload(page, list([1, 2, 3]))
      await operator.checkPage('upload of a sheet')
      await page.getByRole('button', { name: 'Unggah dan periksa' }).click()
      const form = page.getByRole('region', { name: 'Cocokkan kolom berkas' })
      await form.getByRole('combobox', { name: 'Nomor Induk' }).waitFor({ timeout: 60_000 })
      await page.getByText('Menunggu pencocokan kolom').first().waitFor()
      // The form of the numbers is shown, not whose they are.
      expect(await form.innerText()).toContain('3314*******')
      expect(await form.innerText()).not.toContain('3314011506809001')
      await operator.checkPage('columns to be told')

      await form.getByRole('button', { name: 'Simpan dan baca berkas' }).click()
      await form.getByText('Belum ada kolom untuk NIK.').waitFor()
      expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('alert')
      await choose(page, 'Nomor Induk', 'NIK')
      await choose(page, 'Nama Warga', 'NIK')
      await form.getByText('Isian ini juga dipilih untuk kolom Nomor Induk.').waitFor()
      await operator.checkPage('one field twice')
      await choose(page, 'Nama Warga', 'Nama')
      await choose(page, 'Kartu', 'Nomor KK')
      await choose(page, 'Lahir', 'Tanggal lahir')
      await choose(page, 'Kelamin', 'Jenis kelamin')
      await form.getByRole('button', { name: 'Simpan dan baca berkas' }).click()
      // Who told the columns does not accept what comes of it.
      await page.getByText('Menunggu petugas lain menerapkannya').waitFor({ timeout: 60_000 })
      await operator.checkPage('read with the columns told')

      // Before it is applied the columns may still be changed.
      await page.getByRole('button', { name: 'Ubah kolom' }).click()
      await form.getByText('berkas dibaca ulang dari awal').waitFor()
      await operator.checkPage('columns changed')
      await form.getByRole('button', { name: 'Batal' }).click()
      expect(await page.getByRole('button', { name: /^Terapkan/ }).count()).toBe(0)
      const manager = await world.signIn('manajer.sragen')
      await manager.go(new URL(page.url()).pathname)
      await manager.page.getByRole('button', { name: /^Terapkan 3 perubahan/ }).click()
      await manager.page.getByRole('dialog').getByRole('button', { name: 'Terapkan', exact: true }).click()
      await manager.page.getByText('Impor selesai diterapkan').waitFor({ timeout: 60_000 })

      await upload(page, list([3, 4]))
      await page.getByRole('button', { name: 'Unggah dan periksa' }).click()
      await page.getByRole('button', { name: /^Terapkan 1 perubahan/ }).waitFor({ timeout: 60_000 })
    }),
  240_000,
)
