/** A levy in a village, from the counter to the citizen's objection: by each role, and unseen by the accused. */
import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { useWorld } from './support/world.ts'

const world = useWorld()

const STORY = 'Empat puluh keluarga dipotong Rp50.000 oleh perangkat desa. Saya takut.'
const REASON = 'Uang itu iuran kampung yang disepakati warga.'

/** The steps of a case: a button, and a dialog with the same button. */
const take = async (page: Page, step: string, words?: string): Promise<void> => {
  await page.getByRole('button', { name: step, exact: true }).click()
  const dialog = page.getByRole('dialog')
  if (words) await dialog.getByRole('textbox').last().fill(words)
  await dialog.getByRole('button', { name: step, exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}
const findByTicket = async (page: Page, ticket: string): Promise<void> => {
  await page.goto('/kasus?tampilan=semua')
  await page.getByLabel('Nomor tiket').fill(ticket)
  await page.keyboard.press('Enter')
}

test(
  'a levy is kept from the accused village, ended by two, reviewed by the Inspektorat, and objected to',
  () =>
    world.journey('confidential', async () => {
      // The counter of the kabupaten takes it in; the words suggest a levy first, and that hides it.
      const counter = (await world.signIn('loket.sragen')).page
      await counter.goto('/terima-warga')
      await counter.getByRole('button', { name: /^Tanpa nama/ }).click()
      await counter.getByRole('button', { name: 'Lanjut' }).click()
      await counter.getByLabel('Cerita warga').fill(STORY)
      await counter.getByRole('group', { name: 'Topik yang mungkin cocok' }).getByRole('button').first().click()
      await counter.getByText('Kasus ini dirahasiakan').waitFor()
      const place = counter.getByRole('combobox', { name: /^Desa\/kelurahan tempat kejadian/ })
      await place.fill('Keden')
      await counter.getByRole('option', { name: /Keden, Kalijambe/ }).click()
      await counter.getByRole('checkbox', { name: /Perangkat desa\/kelurahan ini/ }).click()
      await counter.getByRole('button', { name: 'Lanjut' }).click()
      await counter.getByRole('button', { name: 'Lanjut' }).click()
      const check = counter.getByRole('main')
      await check.getByText('Tidak tampak bagi').waitFor()
      await counter.getByRole('button', { name: 'Daftarkan', exact: true }).click()
      const receipt = counter.getByRole('region', { name: 'Tanda terima laporan' })
      await receipt.waitFor()
      const [ticket = '', secret = ''] = await receipt.getByRole('definition').allInnerTexts()
      // The paper names neither the matter nor the office of the accused.
      expect(await receipt.innerText()).toMatch(/Pelapor\s+Dirahasiakan[^]*SLRT Sragen/)
      expect(await receipt.innerText()).not.toMatch(/Pungutan|Puskesos Keden/)
      expect(await receipt.getByRole('link', { name: 'Buka kasus' }).count()).toBe(0)

      // The integrity team finds it.
      const integrity = await world.signIn('integritas.sragen')
      await findByTicket(integrity.page, ticket)
      await integrity.page.getByRole('row').filter({ hasText: ticket }).getByRole('link').first().click()
      await integrity.page.getByRole('region', { name: 'Cerita warga' }).getByText(STORY).waitFor()
      const path = new URL(integrity.page.url()).pathname

      // The coordinator of the accused village sees nothing: not in the list, not by its ticket, not by its address.
      const accused = (await world.signIn('koordinator.sragen')).page
      await findByTicket(accused, ticket)
      await accused.getByText('Belum ada kasus di sini').waitFor()
      await accused.keyboard.press('Control+k')
      await accused
        .getByRole('dialog')
        .getByPlaceholder(/^Ketik nama halaman/)
        .fill(ticket)
      await accused.getByRole('dialog').getByText('Tidak ada yang cocok.').waitFor()
      await accused.goto(path)
      await accused.getByRole('heading', { name: 'Tidak ditemukan' }).waitFor()

      // An institution is accused as well; nobody of the team was asked to mark the case confidential again.
      const { page } = integrity
      await page.getByRole('button', { name: 'Catat terlapor' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('radio', { name: 'Lembaga' }).click()
      await dialog.getByRole('combobox', { name: /Lembaga yang dilaporkan/ }).fill('Baznas')
      await page.getByRole('option', { name: /Baznas/ }).click()
      await integrity.checkPage('case: accused dialog')
      await dialog.getByRole('button', { name: 'Catat terlapor' }).click()
      await page
        .getByRole('region', { name: 'Warga', exact: true })
        .getByText(/^Baznas/)
        .waitFor()
      expect(await page.getByRole('button', { name: 'Rahasiakan kasus' }).count()).toBe(0)

      // It asks to reject; alone it cannot.
      await take(page, 'Tolak', REASON)
      await page.getByRole('main').getByText('Menunggu petugas kedua').first().waitFor()
      expect(await page.getByRole('button', { name: 'Setujui pengakhiran' }).count()).toBe(0)

      // The head of the dinas finds the request among his decisions, and it comes before all else on the page.
      const head = await world.signIn('kadis.sragen')
      await head.page.getByRole('region', { name: 'Menunggu keputusan Anda' }).locator(`a[href="${path}"]`).waitFor()
      await head.page.goto(path)
      const steps = head.page
        .getByRole('region', { name: 'Langkah berikutnya' })
        .getByRole('listitem')
        .getByRole('button')
      await steps.first().waitFor()
      expect((await steps.allInnerTexts()).slice(0, 2).sort()).toEqual(['Lanjutkan kasus', 'Setujui pengakhiran'])
      await take(head.page, 'Lanjutkan kasus', 'Tanyakan dahulu kepada warga lain.')
      await head.page
        .getByRole('main')
        .getByText('Menunggu petugas kedua', { exact: true })
        .waitFor({ state: 'detached' })
      await page.reload()
      await take(page, 'Tolak', REASON)
      await head.page.reload()
      await take(head.page, 'Setujui pengakhiran')
      await head.page.getByRole('note').filter({ hasText: 'Menunggu peninjauan Inspektorat' }).waitFor()

      // The Inspektorat has it among its decisions, and finds the rejection right.
      const inspectorate = await world.signIn('inspektorat.sragen')
      await inspectorate.page.locator(`main a[href="${path}"]`).click()
      await inspectorate.page.getByRole('main').getByText('Menunggu peninjauan').first().waitFor()
      await take(inspectorate.page, 'Benarkan penolakan', 'Bukti belum cukup.')
      await inspectorate.page
        .getByRole('main')
        .getByText(/Inspektorat membenarkan penolakan/)
        .waitFor()
      await inspectorate.checkPage('case: reviewed')

      // The citizen reads why, and whom to turn to; her objection opens the case again.
      const citizen = await world.visit({ width: 390 })
      await citizen.go(`/status#ticket=${ticket}&secret=${secret}`)
      await citizen.page.getByText(REASON).waitFor()
      expect(await citizen.page.getByRole('main').innerText()).toMatch(/SLRT Sragen/)
      expect(await citizen.page.getByRole('main').innerText()).not.toMatch(/Keden|Pungutan/)
      await citizen.page.getByRole('button', { name: 'Sampaikan keberatan' }).click()
      await citizen.page.getByLabel('Mengapa Anda tidak setuju?').fill('Tidak ada yang menyepakati iuran itu.')
      await citizen.checkPage('status: objection')
      await citizen.page.getByRole('button', { name: 'Kirim keberatan' }).click()
      await citizen.page.getByRole('heading', { name: 'Laporan Anda dibuka kembali.' }).waitFor()
      await page.reload()
      await page.getByRole('main').getByText('Tidak ada yang menyepakati iuran itu.').first().waitFor()
      await accused.reload()
      await accused.getByRole('heading', { name: 'Tidak ditemukan' }).waitFor()
    }),
  180_000,
)
