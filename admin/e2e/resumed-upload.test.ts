/** The connection is lost in the middle of an upload: what arrived is kept, and only the rest is sent, also after a reload. */
import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { dtksFile } from '../../api/scripts/demo/dtks-file.ts'
import { useWorld } from './support/world.ts'

const world = useWorld()

/** Some six megabytes of few rows: a remark of ten kilobytes with each. */
const ROWS = 600
const [header = '', ...rest] = [...dtksFile({ rows: ROWS, bad: 0, kabupaten: '3314' })]
  .join('')
  .split('\r\n')
  .join('\n')
  .split('\n')
const delimiter = /[^A-Z_ ]/i.exec(header)?.[0] ?? ','
const file = Buffer.from(
  [
    `${header}${delimiter}CATATAN`,
    ...rest.filter((line) => line !== '').map((line) => `${line}${delimiter}${'x'.repeat(10_000)}`),
  ].join('\n'),
)
const choice = (buffer: Buffer, name = 'dtks.csv') => ({ name, mimeType: 'text/csv', buffer })

/** From the second piece on the line is dead, or a proxy before the server answers in its place, until it is mended. */
async function breakLine(page: Page, proxy = false): Promise<{ mend: () => Promise<void>; offsets: number[] }> {
  const offsets: number[] = []
  let dead = true
  await page.route('**/v1/uploads/*', async (route) => {
    const request = route.request()
    if (request.method() === 'PATCH') {
      const offset = Number(new URL(request.url()).searchParams.get('offset'))
      if (dead && offset > 0)
        return proxy
          ? route.fulfill({
              status: 502,
              headers: { server: 'a played proxy' },
              contentType: 'text/html',
              body: 'Bad Gateway',
            })
          : route.abort('connectionfailed')
      offsets.push(offset)
    }
    return route.continue()
  })
  return {
    offsets,
    mend: async () => {
      dead = false
      await Promise.resolve()
    },
  }
}

test(
  'a clerk on a slow network does not start anew',
  () =>
    world.journey('resumed-upload', async () => {
      const operator = await world.signIn('operator.sragen')
      const { page } = operator
      const main = page.getByRole('main')
      const input = main.locator('input[type=file]')
      const start = async (release: string) => {
        await operator.go('/data/unggah')
        await page.getByLabel('Nama rilis').fill(release)
        await input.last().setInputFiles(choice(file))
        await page.getByRole('button', { name: 'Unggah dan periksa' }).click()
      }
      const line = await breakLine(page)
      await start('DTKS Terputus')
      const lost = main.getByRole('alert').filter({ hasText: 'Sambungan terputus' })
      await lost.waitFor({ timeout: 30_000 })
      expect(await lost.textContent()).toContain('sudah tersimpan')
      await operator.checkPage('upload interrupted')

      // Another day: the page was closed meanwhile.
      await operator.go('/data/unggah')
      const unfinished = main.getByRole('region', { name: 'Unggahan yang belum selesai' })
      await unfinished.getByText('DTKS Terputus').waitFor()
      await operator.checkPage('an unfinished upload')
      await input.first().setInputFiles(choice(Buffer.from(file).fill('y', file.length - 5)))
      await unfinished.getByText('Berkas ini tidak sama').waitFor()
      await line.mend()
      await input.first().setInputFiles(choice(file, 'salinan.csv'))
      await page.waitForURL(/\/data\/[0-9a-f-]{36}/)
      await main.getByText('Baris di berkas').waitFor({ timeout: 60_000 })
      await main.getByRole('button', { name: `Terapkan ${ROWS} perubahan` }).waitFor({ timeout: 60_000 })
      const [first, next] = line.offsets
      expect(first).toBe(0)
      expect(next).toBeGreaterThan(1_000_000)
      expect(line.offsets).toEqual([...line.offsets].sort((a, b) => a - b))
      await page.unrouteAll()

      // Lost behind a proxy, and mended on the same page.
      const again = await breakLine(page, true)
      await start('DTKS Disambung')
      await lost.waitFor({ timeout: 30_000 })
      await again.mend()
      await main.getByRole('button', { name: 'Lanjutkan unggahan' }).click()
      await page.waitForURL(/\/data\/[0-9a-f-]{36}/)
      expect(again.offsets.filter((offset) => offset === 0)).toHaveLength(1)
      await page.unrouteAll()

      // Stopped, and given up.
      await breakLine(page)
      await start('DTKS Dibatalkan')
      await lost.waitFor({ timeout: 30_000 })
      await main.getByRole('button', { name: 'Hentikan dulu' }).click()
      await unfinished.getByText('DTKS Dibatalkan').waitFor()
      await unfinished.getByRole('button', { name: 'Batalkan unggahan' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Batalkan unggahan' }).click()
      await unfinished.waitFor({ state: 'detached' })
    }),
  300_000,
)
