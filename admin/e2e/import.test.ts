/** Step 1 of the journey: a DTKS export of 20,000 rows with 100 bad ones, from upload to applied. */
import { expect, test } from '@jest/globals'
import { dtksFile } from '../../api/scripts/demo/dtks-file.ts'
import { useWorld } from './support/world.ts'

const world = useWorld()

const file = (edition: number): Buffer =>
  Buffer.from([...dtksFile({ rows: 20_000, bad: 100, kabupaten: '3314', edition })].join(''))

test(
  'an operator uploads, looks at what is kept back and what will change, and applies',
  () =>
    world.journey('import', async () => {
      const operator = await world.signIn('operator.sragen')
      const { page } = operator
      await page.getByRole('link', { name: 'Data terpadu' }).first().click()
      await operator.checkPage('imports')
      await page.getByRole('link', { name: 'Unggah berkas' }).first().click()
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'dtks sragen.csv', mimeType: 'text/csv', buffer: file(1) })
      await page.getByLabel('Nama rilis').fill('DTKS Uji')
      await operator.checkPage('upload')
      await page.getByRole('button', { name: 'Unggah dan periksa' }).click()
      await page.getByRole('button', { name: /^Terapkan 19\.900 perubahan/ }).waitFor({ timeout: 120_000 })
      await operator.checkPage('import waits for review')
      const main = page.getByRole('main')
      expect(await main.innerText()).toContain('20.000')
      await main.getByText('Baris tertahan').last().click()
      await main.getByText('NIK tidak 16 angka').first().waitFor()
      await operator.checkPage('rows kept back')
      await main.getByText('Unduh CSV').click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Alasan mengunduh nomor lengkap').fill('Memperbaiki baris tertahan dengan desa.')
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        dialog.getByRole('button', { name: 'Unduh', exact: true }).click(),
      ])
      expect(download.suggestedFilename()).toMatch(/\.csv$/)
      await page.getByRole('button', { name: /^Terapkan 19\.900/ }).click()
      await operator.checkPage('apply?')
      await page.getByRole('dialog').getByRole('button', { name: 'Terapkan', exact: true }).click()
      await page.getByRole('button', { name: /^Terapkan/ }).waitFor({ state: 'detached' })
      await main
        .getByText(/^Diterapkan$/)
        .first()
        .waitFor({ timeout: 240_000 })
      await operator.checkPage('import applied')

      // The same file again: nothing to apply.
      await operator.go('/data/unggah')
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'dtks sragen.csv', mimeType: 'text/csv', buffer: file(1) })
      await page.getByLabel('Nama rilis').fill('DTKS Uji')
      await page.getByRole('button', { name: 'Unggah dan periksa' }).click()
      await main.getByText('Tidak ada perubahan').waitFor({ timeout: 120_000 })
      await operator.checkPage('nothing will change')
    }),
  480_000,
)

test(
  'a file that is not what it says is refused in words, and nothing is kept',
  () =>
    world.journey('import-wrong-file', async () => {
      const operator = await world.signIn('operator.sragen')
      const { page } = operator
      await operator.go('/data/unggah')
      await page.locator('input[type=file]').setInputFiles({
        name: 'dtks.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from('PK\u0003\u0004 not a text file'),
      })
      await page.getByLabel('Nama rilis').fill('DTKS Uji')
      await page.getByRole('button', { name: 'Unggah dan periksa' }).click()
      await page.getByRole('alert').first().waitFor()
      await operator.checkPage('refused upload')
    }),
  120_000,
)
