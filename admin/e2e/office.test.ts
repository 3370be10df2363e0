/** How an office is reached: the manager says it, and whoever works in the village below reads it beside the own one. */
import { expect, test } from '@jest/globals'
import { useWorld } from './support/world.ts'

const world = useWorld()

test(
  'the manager changes the telephone of an office, and adds one where nothing was said',
  () =>
    world.journey('office', async () => {
      const manager = await world.signIn('manajer.sragen')
      const { page } = manager
      await page.getByRole('link', { name: 'Kontak kantor' }).first().click()
      const row = page.getByRole('row').filter({ hasText: 'Puskesos Keden' })
      await row.waitFor()
      await manager.checkPage('offices')
      await row.getByRole('button', { name: 'Ubah Puskesos Keden' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Telepon').fill('08005550199')
      await manager.checkPage('office dialog')
      await dialog.getByRole('button', { name: 'Simpan kontak kantor' }).click()
      await dialog.waitFor({ state: 'detached' })
      await row.getByText('08005550199').waitFor()

      // A new one begins with empty fields, not with those that were changed before.
      await page.getByRole('button', { name: 'Tambah kantor' }).click()
      expect(await dialog.getByLabel('Nama kantor').inputValue()).toBe('')
      await dialog.getByRole('button', { name: 'Batal' }).click()

      // The counter has no such page, for the office is not its to describe.
      const counter = await world.signIn('loket.sragen')
      expect(await counter.page.getByRole('link', { name: 'Kontak kantor' }).count()).toBe(0)
    }),
  120_000,
)
