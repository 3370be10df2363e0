/** Data leave the product for a purpose: asked for, made in the background, taken by who asked, seen by who runs the area. */
import fs from 'node:fs'
import { expect, test } from '@jest/globals'
import { useWorld } from './support/world.ts'

const world = useWorld()

const PURPOSE = 'Pemadanan calon penerima bantuan dengan Dinas Kesehatan.'

test(
  'the head of the dinas takes a spreadsheet, and the manager sees who took what, and what for',
  () =>
    world.journey('export', async () => {
      const head = await world.signIn('kadis.sragen')
      const { page } = head
      await page.getByRole('link', { name: 'Ekspor data' }).first().click()
      await page.getByText('Belum ada ekspor').waitFor()
      await head.checkPage('no exports yet')
      await page.getByRole('button', { name: 'Buat ekspor' }).first().click()
      const dialog = page.getByRole('dialog')
      await head.checkPage('new export')
      // Without a purpose nothing is made.
      await dialog.getByRole('button', { name: 'Buat ekspor' }).click()
      await dialog.locator('[aria-invalid=true]').first().waitFor()
      await dialog.getByText('Nomor lengkap', { exact: true }).click()
      await dialog.getByLabel('Tujuan penggunaan').fill(PURPOSE)
      await dialog.getByRole('button', { name: 'Buat ekspor' }).click()
      await dialog.waitFor({ state: 'detached' })
      const main = page.getByRole('main')
      const button = main.getByRole('button', { name: /^Unduh Warga/ })
      await button.waitFor({ timeout: 60_000 })
      await head.checkPage('an export is ready')
      const [download] = await Promise.all([page.waitForEvent('download'), button.click()])
      expect(download.suggestedFilename()).toMatch(/^warga-3314-\d{4}-\d{2}-\d{2}\.xlsx$/)
      const bytes = fs.readFileSync(await download.path())
      expect(bytes.subarray(0, 2).toString()).toBe('PK')
      expect(bytes.length).toBeGreaterThan(1000)

      const manager = await world.signIn('manajer.sragen', { width: 390 })
      await manager.go('/ekspor')
      const list = manager.page.getByRole('main')
      await list.getByText(PURPOSE).waitFor()
      await list.getByText('Hanya untuk peminta').waitFor()
      expect(await list.getByRole('button', { name: /^Unduh/ }).count()).toBe(0)
      await manager.checkPage('somebody else’s export on a phone')
      await list.getByRole('button', { name: 'Buat ekspor' }).first().click()
      await manager.page.getByRole('dialog').getByLabel('Tujuan penggunaan').waitFor()
      // The manager may not take full numbers, so there is nothing to choose.
      expect(await manager.page.getByRole('dialog').getByText('Nomor lengkap').count()).toBe(0)
      await manager.checkPage('new export on a phone')
      if (process.env['PANDU_PICTURES']) {
        await page.screenshot({ path: `${process.env['PANDU_PICTURES']}/export-1280.png`, fullPage: true })
        await manager.page.screenshot({ path: `${process.env['PANDU_PICTURES']}/export-390.png` })
        await manager.page.keyboard.press('Escape')
        await manager.page.emulateMedia({ colorScheme: 'dark' })
        await manager.go('/ekspor')
        await list.getByText(PURPOSE).waitFor()
        await manager.page.screenshot({ path: `${process.env['PANDU_PICTURES']}/export-390-dark.png`, fullPage: true })
      }
    }),
  180_000,
)
