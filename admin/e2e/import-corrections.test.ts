/** What a file gets wrong: the batch is held, looked at, accepted; rejected rows are mended in a sheet and come home. */
import { readFile } from 'node:fs/promises'
import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import readSheet from 'read-excel-file/node'
import writeExcelFile from 'write-excel-file/node'
import { dtksFile } from '../../api/scripts/demo/dtks-file.ts'
import { useWorld } from './support/world.ts'

const world = useWorld()

const file = (bad: number, edition = 1): Buffer =>
  Buffer.from([...dtksFile({ rows: 200, bad, kabupaten: '3314', edition })].join(''))

const send = async (page: Page, name: string, buffer: Buffer): Promise<void> => {
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer })
  await page.getByRole('button', { name: 'Unggah dan periksa' }).click()
}
const apply = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: /^Terapkan/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Terapkan', exact: true }).click()
  await page.getByText('Impor selesai diterapkan').waitFor({ timeout: 60_000 })
}

/** Names and sexes are filled in; everything else is left as it came. */
async function mend(bytes: Buffer): Promise<{ bytes: Buffer; mended: number; left: number }> {
  const [sheet] = (await readSheet(bytes)) as unknown as { data: (string | null)[][] }[]
  const [header = [], ...rows] = sheet?.data ?? []
  const at = (name: string): number => header.indexOf(name)
  const values: Readonly<Record<string, string>> = { NAMA: 'SUTINAH', 'JENIS KELAMIN': 'PEREMPUAN' }
  let mended = 0
  for (const row of rows) {
    const column = row[at('KOLOM YANG SALAH')] ?? ''
    const value = values[column]
    if (value === undefined) continue
    row[at(column)] = value
    mended++
  }
  const cells = [header, ...rows].map((row) => row.map((value) => ({ value: value ?? '', type: String })))
  return { bytes: Buffer.from(await writeExcelFile(cells).toBuffer()), mended, left: rows.length - mended }
}

test(
  'a stop rule holds until it is accepted; the dry run is looked at; mended rows alone are applied',
  () =>
    world.journey('import-corrections', async () => {
      const operator = await world.signIn('operator.sragen')
      const { page } = operator
      const main = page.getByRole('main')
      await operator.go('/data/unggah')
      await page.getByLabel('Nama rilis').fill('DTKS Perbaikan')
      await send(page, 'dtks.csv', file(26))
      await page.getByText('Impor ini ditahan untuk diperiksa').waitFor({ timeout: 60_000 })
      const button = page.getByRole('button', { name: /^Terapkan/ })
      expect(await button.isDisabled()).toBe(true)
      await operator.checkPage('held by a stop rule')
      await page.getByLabel('Saya sudah memeriksa dan tetap menerapkan').click()
      expect(await button.isDisabled()).toBe(false)
      await apply(page)

      await main.getByRole('link', { name: /^Baris tertahan \(26\)/ }).click()
      await main.getByText('NIK tidak 16 angka').first().waitFor()
      await operator.checkPage('rejected rows')
      await page.getByRole('button', { name: 'Unduh berkas perbaikan (XLSX)' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Alasan mengunduh nomor lengkap').fill('Memperbaiki baris tertahan dengan desa.')
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        dialog.getByRole('button', { name: 'Unduh', exact: true }).click(),
      ])
      expect(download.suggestedFilename()).toMatch(/\.xlsx$/)
      const { bytes, mended, left } = await mend(await readFile(await download.path()))
      expect(mended).toBeGreaterThan(2)
      await page.getByRole('link', { name: 'Unggah perbaikan' }).click()
      await main.getByText('DTKS Perbaikan (DTKS)').waitFor()
      expect(await page.getByLabel('Nama rilis').count()).toBe(0)
      await operator.checkPage('upload of corrections')
      await send(page, 'perbaikan.xlsx', bytes)
      await page.getByRole('button', { name: `Terapkan ${mended} perubahan` }).waitFor({ timeout: 60_000 })
      await main.getByRole('link', { name: `Baris tertahan (${left})` }).waitFor()
      await operator.checkPage('corrections wait for review')
      // Left over from before, they hold this small batch too.
      const accept = page.getByLabel('Saya sudah memeriksa dan tetap menerapkan')
      if ((await accept.count()) > 0) await accept.click()
      await apply(page)
      await main.getByRole('link', { name: 'Perbaikan dari impor ini' }).click()
      await main.getByRole('link', { name: /^Baris tertahan \(26\)/ }).waitFor()

      // The next release: what will change is shown field by field, and is applied as shown.
      await operator.go('/data/unggah')
      await page.getByLabel('Nama rilis').fill('DTKS Perbaikan 2')
      await send(page, 'dtks.csv', file(0, 2))
      await button.waitFor({ timeout: 60_000 })
      await page.getByRole('combobox', { name: 'Tampilkan' }).click()
      await page.getByRole('option', { name: 'Berubah' }).click()
      await main.locator('ins').first().waitFor()
      await operator.checkPage('differences')
      await apply(page)
      await operator.checkPage('applied')
    }),
  300_000,
)
