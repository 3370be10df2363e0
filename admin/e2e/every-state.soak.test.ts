/**
 * What a walk through the product passes by: dialogs, every step of a wizard and every error state, on a phone, in light and
 * dark. Nothing serious for axe, and nothing that a finger misses. The dialogs of all steps have a walk of their own.
 */
import { test } from '@jest/globals'
import { walk } from './support/walk.ts'
import { useWorld } from './support/world.ts'

const world = useWorld()
const PHONE = { width: 390 }

const DIALOGS: readonly (readonly [string, string, string])[] = [
  ['kadis.sragen', '/ekspor', 'Buat ekspor'],
  ['manajer.sragen', '/kantor', 'Tambah kantor'],
  ['verifikator.sragen', '/lembaga', 'Tambah lembaga'],
  ['manajer.sragen', '/webhook', 'Buat webhook'],
  ['admin.sragen', '/aplikasi', 'Hubungkan aplikasi'],
]
test(
  'every other dialog, as it opens and when nothing was filled in',
  () =>
    world.journey('every-dialog', async () => {
      const { check, done } = walk()
      for (const [user, path, button] of DIALOGS) {
        const visitor = await world.signIn(user, PHONE)
        await visitor.go(path)
        await visitor.page.getByRole('button', { name: button }).first().click()
        const dialog = visitor.page.getByRole('dialog')
        await dialog.locator('button[type=submit]').click()
        await dialog.locator('[aria-invalid=true]').first().waitFor()
        await check(visitor, `${button}, nothing filled in`)
      }
      done()
    }),
  180_000,
)

test(
  'each step of the wizards, and the error states',
  () =>
    world.journey('every-error', async () => {
      const { check, done } = walk()
      const visitor = await world.signIn('loket.sragen', PHONE)
      const { page } = visitor
      await visitor.go('/terima-warga')
      await page.getByRole('button', { name: /^Belum terdata/ }).click()
      await page.getByRole('button', { name: 'Lanjut' }).click()
      await page.locator('[aria-invalid=true]').first().waitFor()
      await check(visitor, 'intake: who, without a name')
      await page.getByLabel('Nama pelapor').fill('Paijo')
      await page.getByRole('button', { name: 'Lanjut' }).click()
      await page.getByLabel('Cerita warga').waitFor()
      await page.getByRole('button', { name: 'Lanjut' }).click()
      await page.locator('[aria-invalid=true]').first().waitFor()
      await check(visitor, 'intake: what, without a story')
      for (const [path, name] of [
        ['/warga/baru', 'a new person'],
        ['/ppks/baru', 'a new registration'],
        ['/tidak-ada', 'no such page'],
        ['/kasus/01a22288-7ba1-8005-857f-bc0e5ab20ce4', 'no such case'],
        ['/pengguna', 'a page of others'],
      ] as const) {
        page.once('dialog', (asked) => void asked.accept())
        await visitor.go(path)
        await page.getByRole('main').getByRole('heading').first().waitFor()
        await check(visitor, name)
      }
      // The server cannot be reached.
      await page.route('**/v1/complaints?*', (route) => route.abort())
      await visitor.go('/kasus')
      await page.getByRole('button', { name: 'Coba lagi' }).waitFor()
      await check(visitor, 'the server is away')

      const head = await world.signIn('admin.sragen', PHONE)
      await head.go('/pengguna/baru')
      await head.page.getByRole('main').getByRole('textbox').first().waitFor()
      await check(head, 'a new account')
      const operator = await world.signIn('operator.sragen', PHONE)
      await operator.go('/data/unggah')
      await operator.page.getByRole('main').getByRole('heading').first().waitFor()
      await check(operator, 'a new import')

      // The session has ended.
      await page.unroute('**/v1/complaints?*')
      await page.context().clearCookies()
      await visitor.go('/kasus')
      await page.getByLabel('Nama pengguna').waitFor()
      await check(visitor, 'signed out')
      const stranger = await world.visit(PHONE)
      await stranger.go('/status')
      await stranger.page.getByRole('button', { name: 'Lihat status' }).click()
      await stranger.page.locator('[aria-invalid=true]').first().waitFor()
      await check(stranger, 'status, nothing filled in')
      done()
    }),
  180_000,
)
