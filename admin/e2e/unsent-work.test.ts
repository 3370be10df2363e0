/** Work that is not sent yet is not lost: by a reload, Back, an ended session, a dead line, a second window, an empty chair. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import pg from 'pg'
import type { Page } from 'playwright-core'
import { DEMO_PASSWORD } from '../../api/scripts/demo-data.ts'
import { expectValue } from './support/expect-value.ts'
import { useWorld } from './support/world.ts'

let owner: pg.Client
// Defined before the world, so that it is closed before it.
afterAll(() => owner?.end())
const world = useWorld()
beforeAll(async () => {
  owner = new pg.Client({ connectionString: world.ownerUrl })
  await owner.connect()
})

const one = async <R extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<R> => {
  const { rows } = await owner.query<R>(text, values)
  if (!rows[0]) throw new Error(`no row: ${text}`)
  return rows[0]
}
/** The server ends the session, as after twelve hours. */
const expire = (userName: string) =>
  owner.query(
    `update sessions set expires_at = now() - interval '1 second' where account_id = (select id from accounts where user_name = $1)`,
    [userName],
  )
const layer = (page: Page) => page.getByRole('dialog', { name: /Sesi Anda berakhir|Layar dikunci/ })
const signInAgain = async (page: Page, password = DEMO_PASSWORD): Promise<void> => {
  await layer(page).getByLabel('Kata sandi', { exact: true }).fill(password)
  await layer(page).getByRole('button', { name: 'Lanjutkan' }).click()
}
const kept = (page: Page) => page.getByText(/^Tersimpan \d/).waitFor()
const next = (page: Page) => page.getByRole('button', { name: 'Lanjut', exact: true }).click()
const register = (page: Page) => page.getByRole('button', { name: 'Daftarkan', exact: true })
/** How often a request of this kind was sent from now on. */
const counted = (page: Page, method: string, path: string): (() => number) => {
  let sent = 0
  page.on('request', (request) => {
    if (request.method() === method && new URL(request.url()).pathname === path) sent++
  })
  return () => sent
}
const drafts = async (page: Page): Promise<string[]> => {
  const { items } = (await (await page.context().request.get('/v1/drafts')).json()) as { items: { form: string }[] }
  return items.map(({ form }) => form)
}
const until = async (what: string, reached: () => Promise<boolean>): Promise<void> => {
  for (const limit = Date.now() + 10_000; !(await reached());) {
    if (Date.now() > limit) throw new Error(`waited too long: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

test(
  'every step of receiving a citizen survives a reload, Back and the end of the session, and is registered once',
  () =>
    world.journey('unsent-intake', async () => {
      const { page, go, checkPage } = await world.signIn('puskesos.sragen')
      const story = () => page.getByLabel('Cerita warga')
      const name = () => page.getByLabel('Nama pelapor')
      await go('/terima-warga')
      await page.getByRole('button', { name: /^Belum terdata/ }).click()
      await name().fill('Warga Uji Isian')
      await kept(page)
      await page.reload()
      await expectValue(name(), 'Warga Uji Isian')
      await page.getByText(/^Melanjutkan isian dari/).waitFor()
      await checkPage('intake: resumed')
      await next(page)

      await story().fill('Sudah tiga bulan')
      await kept(page)
      expect(page.url()).toContain('langkah=2')
      await page.reload()
      await expectValue(story(), 'Sudah tiga bulan')
      // Back and forward are steps of the wizard.
      await page.goBack()
      await expectValue(name(), 'Warga Uji Isian')
      await page.goForward()
      await expectValue(story(), 'Sudah tiga bulan')

      // The session ends while the officer types.
      await expire('puskesos.sragen')
      await story().fill('Sudah tiga bulan bantuan tidak cair.')
      await layer(page).waitFor()
      expect(await layer(page).getByLabel('Nama pengguna').inputValue()).toBe('puskesos.sragen')
      expect(await layer(page).getByLabel('Nama pengguna').isEditable()).toBe(false)
      await checkPage('sign-in over the page')
      await signInAgain(page, 'bukan kata sandinya')
      await layer(page).getByText('Nama pengguna atau kata sandi salah').waitFor()
      await signInAgain(page)
      await layer(page).waitFor({ state: 'detached' })
      expect(await story().inputValue()).toBe('Sudah tiga bulan bantuan tidak cair.')
      await page.reload()
      await expectValue(story(), 'Sudah tiga bulan bantuan tidak cair.')

      await next(page)
      await page.getByRole('heading', { name: 'Yang kita ketahui' }).waitFor()
      await page.reload()
      await page.getByRole('heading', { name: 'Yang kita ketahui' }).waitFor()
      await page.goBack()
      await expectValue(story(), 'Sudah tiga bulan bantuan tidak cair.')
      await next(page)
      await next(page)

      await page.getByRole('heading', { name: 'Periksa dan putuskan' }).waitFor()
      await page.reload()
      await page.getByText('Sudah tiga bulan bantuan tidak cair.').waitFor()
      await expire('puskesos.sragen')
      await register(page).click()
      await layer(page).waitFor()
      await signInAgain(page)
      await layer(page).waitFor({ state: 'detached' })
      const sent = counted(page, 'POST', '/v1/complaints')
      await register(page).dblclick()
      await page.getByRole('heading', { name: 'Tanda terima laporan' }).waitFor()
      expect(sent()).toBe(1)
      const { made } = await one(`select count(*)::int as made from complaints where story like 'Sudah tiga bulan%'`)
      expect(made).toBe(1)
      // Sent, it is no draft any more; Back does not lead to it.
      await until('the draft is gone', async () => (await drafts(page)).length === 0)
      await page.getByRole('button', { name: 'Sudah saya berikan' }).click()
      await page.goBack()
      await page.getByRole('heading', { name: 'Siapa yang datang?' }).waitFor()
    }),
  180_000,
)

test(
  'of two windows the second is told; a dead line loses nothing; an answer that got lost does not register twice',
  () =>
    world.journey('unsent-windows', async () => {
      const { page, go, checkPage } = await world.signIn('loket.sragen')
      const story = (at: Page) => at.getByLabel('Cerita warga')
      await go('/terima-warga')
      await page.getByRole('button', { name: /^Tanpa nama/ }).click()
      await next(page)
      await page.getByRole('combobox', { name: /^Desa\/kelurahan tempat kejadian/ }).fill('Keden')
      await page.getByRole('option', { name: /Keden, Kalijambe/ }).click()
      await story(page).fill('Ditulis di tab pertama.')
      await kept(page)

      const second = await page.context().newPage()
      await second.goto('/terima-warga')
      await expectValue(story(second), 'Ditulis di tab pertama.')
      await story(second).fill('Ditulis di tab kedua.')
      await kept(second)
      await story(page).fill('Diubah lagi di tab pertama.')
      await page.getByText('Ada isian lain untuk formulir ini').waitFor()
      await checkPage('intake: another window')
      await page.getByRole('button', { name: 'Buka isian yang lain itu' }).click()
      await expectValue(story(page), 'Ditulis di tab kedua.')
      // The other way round the one on the screen goes on.
      await story(page).fill('Tab pertama melanjutkan.')
      await kept(page)
      await story(second).fill('Tab kedua melanjutkan.')
      await second.getByRole('button', { name: 'Pakai isian di layar ini' }).click()
      await kept(second)
      await second.close()
      await page.reload()
      await expectValue(story(page), 'Tab kedua melanjutkan.')

      await page.context().setOffline(true)
      await story(page).fill('Ditulis tanpa sambungan.')
      await page.getByText(/^Belum tersimpan: sambungan terputus/).waitFor()
      await page.context().setOffline(false)
      await kept(page)
      await page.reload()
      await expectValue(story(page), 'Ditulis tanpa sambungan.')

      await next(page)
      await next(page)
      // The server registers it, and the answer never arrives; the page is opened anew.
      await page.route('**/v1/complaints', async (route) => {
        await route.fetch()
        await route.abort()
      })
      await register(page).click()
      await page.getByText('Sambungan terputus').waitFor()
      await page.unroute('**/v1/complaints')
      await page.reload()
      await register(page).click()
      await page.getByRole('heading', { name: 'Tanda terima laporan' }).waitFor()
      const { made } = await one(
        `select count(*)::int as made from complaints where story = 'Ditulis tanpa sambungan.'`,
      )
      expect(made).toBe(1)
    }),
  180_000,
)

test(
  'every step of registering a PPKS survives a reload, Back and the end of the session, and is registered once',
  () =>
    world.journey('unsent-ppks', async () => {
      const { page, go } = await world.signIn('loket.sragen')
      const { id } = await one<{ id: string }>(
        `select p.id from persons p where p.region_code like '3314%' and not exists (select 1 from person_deaths x where x.person_id = p.id)
         and not exists (select from ppks_registrations r where r.jurisdiction_id = p.jurisdiction_id and r.person_id = p.id) order by p.id limit 1`,
      )
      const type = () => page.getByRole('combobox', { name: /Jenis PPKS/ })
      await go(`/ppks/baru?warga=${id}`)
      await type().click()
      await page.getByRole('option', { name: 'Penyandang disabilitas' }).first().click()
      await kept(page)
      await page.reload()
      await expectValue(type(), 'Penyandang disabilitas')
      await next(page)
      await page.getByRole('checkbox').first().click()
      await kept(page)
      await page.reload()
      await page.getByRole('checkbox', { checked: true }).waitFor()
      await page.goBack()
      await expectValue(type(), 'Penyandang disabilitas')
      await page.goForward()
      await page.getByRole('checkbox', { checked: true }).waitFor()
      await next(page)
      await page.getByLabel('Catatan').fill('Tinggal sendiri, isian diuji.')
      await kept(page)
      await page.reload()
      await expectValue(page.getByLabel('Catatan'), 'Tinggal sendiri, isian diuji.')
      await expire('loket.sragen')
      await register(page).click()
      await signInAgain(page)
      await layer(page).waitFor({ state: 'detached' })
      const sent = counted(page, 'POST', '/v1/ppks-registrations')
      await register(page).dblclick()
      await page.waitForURL(/\/ppks\/[0-9a-f-]{36}/)
      expect(sent()).toBe(1)
      await until('the draft is gone', async () => (await drafts(page)).length === 0)
      const { met } = await one(
        `select count(*) filter (where a.met)::int as met from ppks_registrations r join ppks_answers a on a.jurisdiction_id = r.jurisdiction_id and a.registration_id = r.id where r.person_id = $1`,
        [id],
      )
      expect(met).toBe(1)
    }),
  180_000,
)

test(
  'a step with a text comes back after a reload, and from the home page',
  () =>
    world.journey('unsent-step', async () => {
      const officer = await world.signIn('operator.sragen')
      const { page } = officer
      const { id } = await one<{ id: string }>(
        `select id from complaints where ticket like '3314-%' and status = 'registered' and confidential is null order by id limit 1`,
      )
      const note = () => page.getByRole('dialog').getByRole('textbox').first()
      await officer.go(`/kasus/${id}`)
      await page.getByRole('button', { name: /^Batalkan/ }).click()
      await note().fill('Pelapor menelepon dan')
      await kept(page)
      await page.reload()
      await expectValue(note(), 'Pelapor menelepon dan')
      await officer.checkPage('step: resumed')
      // Typed a moment before the page goes, without a pause to save.
      await note().fill('Pelapor menelepon dan mencabut laporannya.')
      await page.goto('/')
      await page
        .getByRole('region', { name: 'Lanjutkan isian' })
        .getByRole('link', { name: /^Batalkan/ })
        .click()
      await expectValue(note(), 'Pelapor menelepon dan mencabut laporannya.')
      // The cross keeps it, "Batal" gives it up.
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      expect(page.url()).not.toContain('isi=')
      await page.getByRole('button', { name: /^Batalkan/ }).click()
      await expectValue(note(), 'Pelapor menelepon dan mencabut laporannya.')
      await page.getByRole('dialog').getByRole('button', { name: 'Batal', exact: true }).click()
      await until('the draft is gone', async () => (await drafts(page)).length === 0)

      await officer.go('/warga/baru')
      await page.getByRole('textbox', { name: 'Nama*', exact: true }).fill('Nama Sementara')
      await kept(page)
      await officer.go('/')
      const card = page.getByRole('region', { name: 'Lanjutkan isian' })
      await card.getByRole('button', { name: /^Buang isian/ }).click()
      await officer.checkPage('home: throw a draft away')
      await page.getByRole('dialog').getByRole('button', { name: 'Buang', exact: true }).click()
      await card.waitFor({ state: 'detached' })
      expect(await drafts(page)).toEqual([])
    }),
  180_000,
)

test(
  'an empty chair locks every window, its session is over, and nobody else finds the work',
  () =>
    world.journey('unsent-idle', async () => {
      const officer = await world.visit()
      const { page } = officer
      await page.context().clock.install()
      await page.context().request.post('/v1/session', {
        data: { userName: 'operator.sragen', password: DEMO_PASSWORD },
        headers: { 'X-Pandu-Csrf': '1' },
      })
      await officer.go('/warga/baru')
      const name = () => page.getByRole('textbox', { name: 'Nama*', exact: true })
      await name().fill('Sarinah Isian Terkunci')
      await page.context().clock.runFor(2_000)
      await kept(page)
      const second = await page.context().newPage()
      await second.goto('/warga')
      await second.getByRole('heading', { level: 1 }).waitFor()

      await page.context().clock.runFor(14 * 60_000)
      expect(await layer(page).count()).toBe(0)
      await page.context().clock.runFor(2 * 60_000)
      await layer(page).waitFor()
      await layer(second).waitFor()
      for (const locked of [page, second]) expect(await locked.getByRole('heading', { level: 1 }).count()).toBe(0)
      expect(await name().count()).toBe(0)
      await until('the session is over', async () => (await page.context().request.get('/v1/session')).status() === 401)
      await officer.checkPage('locked screen')
      await page.context().clock.resume()
      await signInAgain(page)
      await layer(page).waitFor({ state: 'detached' })
      await layer(second).waitFor({ state: 'detached' })
      expect(await name().inputValue()).toBe('Sarinah Isian Terkunci')

      // Somebody else takes the chair: nothing of the work is there.
      await expire('operator.sragen')
      await name().fill('Sarinah Isian Terkunci Lagi')
      await layer(page).getByRole('button', { name: 'Masuk sebagai orang lain' }).click()
      await page
        .getByRole('dialog', { name: 'Tinggalkan halaman ini?' })
        .getByRole('button', { name: 'Tinggalkan' })
        .click()
      await page.waitForURL(/\/masuk/)
      await page.getByLabel('Nama pengguna').fill('loket.sragen')
      await page.getByLabel('Kata sandi', { exact: true }).fill(DEMO_PASSWORD)
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: /Selamat/ }).waitFor()
      // The other window is left as well.
      await second.getByRole('heading', { level: 1, name: /Selamat/ }).waitFor()
      expect(await drafts(page)).toEqual([])
      await officer.go('/warga/baru')
      await page.getByRole('radiogroup', { name: /identitas/i }).waitFor()
      expect(await name().inputValue()).toBe('')
    }),
  180_000,
)
