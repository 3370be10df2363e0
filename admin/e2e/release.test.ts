/** Four eyes: the administrator makes access to personal data, the head of the dinas releases it; each hands a half of the code to its owner. */
import { expect, test } from '@jest/globals'
import { useWorld, type Visitor } from './support/world.ts'

const world = useWorld()

const secretIn = async ({ page }: Visitor): Promise<string> =>
  (await page.getByRole('dialog').getByRole('definition').nth(1).innerText()).trim()

test(
  'a new officer: made, released, and activated by its owner, who alone holds both halves and knows the password',
  () =>
    world.journey('release', async () => {
      const admin = await world.signIn('admin.sragen')
      await admin.go('/pengguna/baru')
      await admin.page.getByLabel('Nama lengkap').fill('Sri Wahyuni')
      await admin.page.getByLabel('Nama pengguna').fill('sri.wahyuni')
      await admin.page.getByRole('combobox', { name: /^Peran/ }).click()
      await admin.page.getByRole('option', { name: 'SLRT: front office (penerima pengaduan)', exact: true }).click()
      await admin.page.getByText('Peran ini membuka data warga.').waitFor()
      const place = admin.page.getByRole('combobox', { name: /^Wilayah kerja/ })
      await place.fill('Sragen')
      await admin.page
        .getByRole('option', { name: /Sragen/ })
        .first()
        .click()
      await admin.checkPage('new account')
      await admin.page.getByRole('button', { name: 'Buat akun' }).click()
      await admin.page.getByRole('dialog', { name: 'Kode aktivasi' }).waitFor()
      await admin.checkPage('half of a code')
      const makersHalf = await secretIn(admin)
      await admin.page.getByRole('button', { name: 'Sudah saya simpan' }).click()
      await admin.page.getByRole('main').getByText('Menunggu persetujuan akses').first().waitFor()
      await admin.page.getByRole('main').getByText('Menunggu aktivasi').waitFor()
      await admin.checkPage('account that waits')

      // It waits on the home page of the head, who looks at what it opens and releases it.
      const head = await world.signIn('kadis.sragen')
      await head.page.getByRole('main').getByRole('link', { name: 'Akun baru' }).first().click()
      const row = head.page.getByRole('row').filter({ hasText: 'sri.wahyuni' })
      await row.waitFor()
      await head.checkPage('releases')
      await row.getByRole('button', { name: /^Setujui/ }).click()
      await head.page.getByRole('dialog').getByText('Sri Wahyuni (sri.wahyuni)').waitFor()
      await head.checkPage('release dialog')
      await head.page.getByRole('dialog').getByRole('button', { name: 'Setujui', exact: true }).click()
      await head.page.getByRole('dialog', { name: 'Kode aktivasi' }).waitFor()
      await head.checkPage('the other half')
      const releasersHalf = await secretIn(head)
      for (const half of [makersHalf, releasersHalf]) expect(half).toMatch(/^\w{4}-\w{4}-\w{4}$/)
      await head.page.getByRole('button', { name: 'Sudah saya simpan' }).click()
      await row.waitFor({ state: 'detached' })

      const officer = await world.visit()
      await officer.go('/masuk')
      await officer.page.getByRole('link', { name: 'Aktifkan akun' }).click()
      // Both pages ask for the user name: on a slow machine it would be typed into the page that is left.
      await officer.page.getByRole('heading', { name: 'Aktifkan akun' }).waitFor()
      await officer.page.getByLabel('Nama pengguna').fill('sri.wahyuni')
      await officer.page.getByLabel('Kode dari admin').fill(makersHalf)
      await officer.page.locator('input[type=password]').fill('melayani dengan hati')
      await officer.checkPage('activation')
      // One half is not enough, and the page says what to do.
      await officer.page.getByRole('button', { name: 'Aktifkan akun' }).click()
      await officer.page.getByText(/Nama pengguna dan kode tidak cocok/).waitFor()
      await officer.page.getByLabel('Kode dari yang menyetujui akses').fill(releasersHalf)
      await officer.page.getByRole('button', { name: 'Aktifkan akun' }).click()
      await officer.page.getByRole('heading', { name: 'Masuk ke Pandu Gempita' }).waitFor()
      await officer.page.getByLabel('Nama pengguna').fill('sri.wahyuni')
      await officer.page.locator('input[type=password]').fill('melayani dengan hati')
      await officer.page.getByRole('button', { name: 'Masuk' }).click()
      await officer.page
        .getByRole('main')
        .getByRole('heading', { name: /Sri Wahyuni/ })
        .waitFor()
    }),
  120_000,
)

test(
  'an application is refused with a reason, also on a phone',
  () =>
    world.journey('release refused', async () => {
      const admin = await world.signIn('admin.sragen')
      await admin.go('/aplikasi')
      await admin.page.getByRole('button', { name: 'Hubungkan aplikasi' }).first().click()
      const dialog = admin.page.getByRole('dialog')
      await dialog.getByLabel('Nama aplikasi').fill('Aplikasi tak dikenal')
      await dialog.getByRole('combobox', { name: /^Izin/ }).click()
      await admin.page.getByRole('option', { name: 'Mencari dan membuka data warga, nomor tersamar' }).click()
      await admin.page.keyboard.press('Escape')
      await dialog.getByText(/menunggu persetujuan orang kedua/).waitFor()
      await admin.checkPage('new application')
      await dialog.getByRole('button', { name: 'Hubungkan aplikasi' }).click()
      await admin.page.getByRole('dialog', { name: 'Kode aktivasi' }).waitFor()
      await admin.page.getByRole('button', { name: 'Sudah saya simpan' }).click()
      await admin.page.getByRole('main').getByText('Menunggu persetujuan akses').first().waitFor()

      const head = await world.signIn('kadis.sragen', { width: 390 })
      await head.go('/pelepasan-akses')
      await head.page.getByRole('button', { name: 'Tolak: Aplikasi tak dikenal' }).click()
      await head.page.getByRole('dialog').getByRole('textbox').fill('Belum ada perjanjian kerja sama.')
      await head.checkPage('refusal dialog on a phone')
      await head.page.getByRole('dialog').getByRole('button', { name: 'Tolak akses' }).click()
      await head.page.getByRole('button', { name: 'Tolak: Aplikasi tak dikenal' }).waitFor({ state: 'detached' })
      await head.go('/pelepasan-akses?tampilan=semua')
      await head.page.getByText('Belum ada perjanjian kerja sama.').waitFor()
      await head.checkPage('releases on a phone')
    }),
  120_000,
)

test(
  'who has typed wrong passwords is told how long to wait',
  () =>
    world.journey('wait', async () => {
      const { page, checkPage } = await world.visit({ width: 390 })
      await page.goto('/masuk')
      await page.getByLabel('Nama pengguna').fill('bukan.siapa.siapa')
      await page.locator('input[type=password]').fill('salah terus menerus')
      // Five are free.
      for (let tries = 0; tries < 6; tries++) {
        const answered = page.waitForResponse((response) => response.url().endsWith('/v1/session'))
        await page.getByRole('button', { name: 'Masuk' }).click()
        await answered
      }
      await page.getByText(/Coba lagi dalam \d+ detik/).waitFor()
      await checkPage('asked to wait')
    }),
  120_000,
)
