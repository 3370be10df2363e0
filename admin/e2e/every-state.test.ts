/**
 * What a walk through the product passes by: every dialog, every step of a wizard and every error state, on a phone, in light
 * and dark. Nothing serious for axe, and nothing that a finger misses.
 */
import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { FINGER, smallTargets } from './support/targets.ts'
import { useWorld, type Visitor } from './support/world.ts'

const world = useWorld()
const PHONE = { width: 390 }
/** Of 38 or so: what the demo data has a record for. */
const MOST_STEPS = 20

/** All faults of a walk are told at once. */
const walk = () => {
  const faults: string[] = []
  return {
    check: async (visitor: Visitor, name: string): Promise<void> => {
      await visitor.checkPage(name).catch((error: unknown) => faults.push(String(error)))
      const small = await smallTargets(visitor.page, FINGER)
      if (small.length > 0) faults.push(`less than ${FINGER} px on ${name}:\n${small.join('\n')}`)
    },
    done: (): void => {
      if (faults.length > 0) throw new Error([...new Set(faults)].join('\n\n'))
    },
  }
}

const idsOf = async (page: Page, list: string, status: string): Promise<string[]> => {
  const answer = await page.request.get(`/v1/${list}?limit=1&status=${status}`)
  return ((await answer.json()) as { items: { id: string }[] }).items.map(({ id }) => id)
}
const WITH_NOTE = ', dengan catatan'
/** Opens each step of a page that has not been seen yet; one that is taken by its button only by the note beside it. */
const openSteps = async (
  visitor: Visitor,
  { seen, forms }: { readonly seen: Set<string>; readonly forms: Set<string> },
  check: ReturnType<typeof walk>['check'],
): Promise<void> => {
  const { page } = visitor
  const steps = page.getByRole('region', { name: 'Langkah berikutnya' })
  await steps.waitFor()
  const buttons = await steps
    .getByRole('button')
    .evaluateAll((found) => found.map((one) => one.getAttribute('aria-label') ?? one.textContent.trim()))
  const direct = new Set(
    buttons.filter((name) => name.endsWith(WITH_NOTE)).map((name) => name.slice(0, -WITH_NOTE.length)),
  )
  for (const name of buttons) {
    if (direct.has(name) || seen.has(name)) continue
    seen.add(name)
    await steps.getByRole('button', { name, exact: true }).click()
    await page.getByRole('dialog').waitFor()
    // Many steps ask the same; one dialog of each form is judged.
    const form = await page.getByRole('dialog').locator('label, h3').allInnerTexts()
    if (!forms.has(form.join())) await check(visitor, `step ${name}`)
    forms.add(form.join())
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
}

const STEPS: readonly (readonly [string, string, string, readonly string[]])[] = [
  [
    'operator.sragen',
    'complaints',
    '/kasus',
    ['registered', 'screened', 'categorised', 'in_handling', 'escalated', 'closed'],
  ],
  [
    'manajer.sragen',
    'complaints',
    '/kasus',
    ['determination', 'resolved', 'field_visit', 'awaiting_documents', 'registered'],
  ],
  ['manajer.sragen', 'referrals', '/rujukan', ['created']],
  ['lembaga.sragen', 'referrals', '/rujukan', ['sent', 'accepted', 'in_progress']],
  ['verifikator.sragen', 'ppks-registrations', '/ppks', ['reported', 'determined', 'active']],
]
test(
  'every step dialog of cases, referrals and PPKS',
  () =>
    world.journey('every-step', async () => {
      const { check, done } = walk()
      const seen = new Set<string>()
      const forms = new Set<string>()
      for (const [user, list, path, statuses] of STEPS) {
        const visitor = await world.signIn(user, PHONE)
        for (const status of statuses)
          for (const id of await idsOf(visitor.page, list, status)) {
            await visitor.go(`${path}/${id}`)
            await openSteps(visitor, { seen, forms }, check)
          }
      }
      expect(seen.size).toBeGreaterThanOrEqual(MOST_STEPS)
      done()
    }),
  300_000,
)

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
