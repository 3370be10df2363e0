/** What a slow connection pays for: everything from the empty sign-in page to a home that can be worked with. */
import { expect, test } from '@jest/globals'
import { useWorld } from './support/world.ts'

const MOST_BYTES = 250_000
const world = useWorld()

test(
  'sign-in and home together stay within 250 KB, compressed as they are sent',
  () =>
    world.journey('first-load', async () => {
      const visitor = await world.visit()
      const sizes = new Map<string, Promise<number>>()
      visitor.page.on('requestfinished', (request) => {
        const { pathname } = new URL(request.url())
        if (pathname.startsWith('/v1/')) return
        const size = request.sizes().then(({ responseBodySize }) => responseBodySize)
        sizes.set(pathname, size)
      })
      await visitor.go('/masuk')
      await visitor.page.getByLabel('Nama pengguna').waitFor()
      await visitor.page.waitForLoadState('networkidle')
      await visitor.page.getByLabel('Nama pengguna').fill('operator.sragen')
      await visitor.page.getByLabel('Kata sandi').first().fill('melayani-warga-2025')
      await visitor.page.keyboard.press('Enter')
      await visitor.page.getByRole('heading', { level: 2, name: /Perlu Anda kerjakan/ }).waitFor()
      await visitor.page.waitForLoadState('networkidle')
      const sent = await Promise.all([...sizes].map(async ([path, size]) => ({ path, bytes: await size })))
      expect(sent.length).toBeGreaterThan(5)
      expect(sent.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(MOST_BYTES)
    }),
  120_000,
)

test(
  'the keyboard alone reaches a case: skip link, navigation, list, next step',
  () =>
    world.journey('keyboard', async () => {
      const { page } = await world.signIn('operator.sragen')
      await page.goto('/kasus')
      await page.getByRole('heading', { level: 1, name: 'Kasus' }).waitFor()
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await page.waitForFunction(() => document.activeElement?.id === 'isi')
      const link = page.getByRole('table', { name: 'Kasus' }).getByRole('link').first()
      await link.waitFor()
      await link.focus()
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 2, name: 'Langkah berikutnya' }).waitFor()
      // After navigation the heading has the focus, so that a screen reader starts there.
      await page.waitForFunction(() => document.activeElement?.tagName === 'H1')
      await page.keyboard.press('Control+k')
      await page
        .getByRole('dialog')
        .getByRole('combobox')
        .or(page.getByRole('dialog').getByRole('textbox'))
        .first()
        .waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }),
  120_000,
)
