/** Waits until a field shows a value that comes from the server. */
import type { Locator } from 'playwright-core'

export async function expectValue(field: Locator, value: string, withinMs = 10_000): Promise<void> {
  const until = Date.now() + withinMs
  for (;;) {
    const shown = await field.inputValue()
    if (shown === value) return
    if (Date.now() > until) throw new Error(`the field shows "${shown}", not "${value}"`)
    await field.page().evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
  }
}
