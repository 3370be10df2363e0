/** A mass deactivation is seen at the desk, not at the clinic: two releases beside each other. */
import { expect, test } from '@jest/globals'
import { dtksFile } from '../../api/scripts/demo/dtks-file.ts'
import { useWorld } from './support/world.ts'

const world = useWorld()

const file = (edition: number): string =>
  [...dtksFile({ rows: 400, bad: 0, kabupaten: '3314', edition })].slice(0, edition === 1 ? 401 : 391).join('')

test(
  'who left and who lost a programme, by desa and by name',
  () =>
    world.journey('release-comparison', async () => {
      const operator = await world.signIn('operator.sragen')
      const { page } = operator
      await operator.go('/rilis')
      await page.getByText('Belum ada rilis untuk dibandingkan').waitFor()
      await operator.checkPage('no releases')

      // Two releases through the interface that the screens use too.
      const importRelease = (name: string, cutOffOn: string, text: string): Promise<string> =>
        page.evaluate(
          async ([name, cutOffOn, text]) => {
            const call = async (
              path: string,
              init: RequestInit,
            ): Promise<{ id: string; status: string; version: number }> => {
              const reply = await fetch(path, { ...init, headers: { 'x-pandu-csrf': '1', ...init.headers } })
              if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
              return (await reply.json()) as { id: string; status: string; version: number }
            }
            const query = new URLSearchParams({
              releaseName: name ?? '',
              cutOffOn: cutOffOn ?? '',
              coverage: 'everybody',
            })
            const { id } = await call(`/v1/imports?${query}`, {
              method: 'POST',
              headers: {
                'content-type': 'text/csv',
                'x-file-name': 'dtks.csv',
                'idempotency-key': `e2e-release-${cutOffOn}-00000`,
              },
              body: text ?? '',
            })
            const until = async (status: string) => {
              for (let tries = 0; tries < 600; tries++) {
                const batch = await call(`/v1/imports/${id}`, {})
                if (batch.status === status) return batch
                await new Promise((resolve) => setTimeout(resolve, 200))
              }
              throw new Error(`never ${status}`)
            }
            const { version } = await until('matched')
            await call(`/v1/imports/${id}/review`, {
              method: 'POST',
              headers: { 'content-type': 'application/json', 'if-match': `"${version}"` },
              body: '{}',
            })
            return (await until('applied')).status
          },
          [name, cutOffOn, text],
        )
      expect(await importRelease('DTKS Mei', '2025-05-20', file(1))).toBe('applied')
      expect(await importRelease('DTKS Juni', '2025-06-20', file(2))).toBe('applied')

      await operator.go('/rilis')
      const main = page.getByRole('main')
      await main
        .getByRole('button', { name: /^Lihat warga/ })
        .first()
        .waitFor()
      await operator.checkPage('comparison by desa')
      expect(await main.innerText()).toContain('Keluar')
      await main
        .getByRole('button', { name: /^Lihat warga/ })
        .first()
        .click()
      await main.getByRole('heading', { name: /^Warga yang berubah di/ }).waitFor()
      await operator.checkPage('who changed in one desa')
      const [notices] = await Promise.all([
        page.waitForEvent('download'),
        main.getByRole('button', { name: 'Unduh daftar pemberitahuan (CSV)' }).click(),
      ])
      expect(notices.suggestedFilename()).toMatch(/^pemberitahuan-\d{10}\.csv$/)
    }),
  300_000,
)
