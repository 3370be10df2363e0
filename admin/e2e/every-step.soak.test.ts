/** The dialog of every step, as it opens: nothing serious for axe in light and dark, and nothing that a finger misses on a phone. */
import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { walk } from './support/walk.ts'
import { useWorld, type Visitor } from './support/world.ts'

const world = useWorld()
/** Of 38 or so: what the demo data has a record for. */
const MOST_STEPS = 20

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
test.each([390, 1280])(
  'every step dialog of cases, referrals and PPKS, %d wide',
  (width) =>
    world.journey('every-step', async () => {
      const { check, done } = walk()
      const seen = new Set<string>()
      const forms = new Set<string>()
      for (const [user, list, path, statuses] of STEPS) {
        const visitor = await world.signIn(user, { width })
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
