/** What a job costs those who do it: presses of a pointer, and dialogs that open over what they read. */
import type { Page } from 'playwright-core'

export interface Cost {
  clicks: number
  dialogs: number
}

/** Counts on every page from now on; several officers of one job count together. */
export async function countCost(pages: readonly Page[]): Promise<Cost> {
  const cost: Cost = { clicks: 0, dialogs: 0 }
  const watch = (): void => {
    const told = (what: string): void =>
      void (globalThis as unknown as { panduCost: (what: string) => void }).panduCost(what)
    addEventListener('click', (event) => event.detail > 0 && told('clicks'), true)
    const seen = new WeakSet<Element>()
    new MutationObserver(() => {
      for (const dialog of document.querySelectorAll('[role="dialog"]'))
        if (!seen.has(dialog)) {
          seen.add(dialog)
          told('dialogs')
        }
    }).observe(document, { childList: true, subtree: true })
  }
  for (const page of pages) {
    await page.exposeFunction('panduCost', (what: keyof Cost) => {
      cost[what] += 1
    })
    await page.addInitScript(watch)
    await page.evaluate(watch)
  }
  return cost
}
