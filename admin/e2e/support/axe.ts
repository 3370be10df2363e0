/**
 * Accessibility of what is shown now: nothing serious or critical. Everything is judged in light; in dark the page is the
 * same but for its colours, so only they are judged again.
 */
import { createRequire } from 'node:module'
import fs from 'node:fs'
import type { Page } from 'playwright-core'

const source = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface AxeResult {
  violations: { id: string; impact: string | null; nodes: { target: unknown[]; failureSummary?: string }[] }[]
}

export async function axeFindings(page: Page): Promise<string[]> {
  const findings: string[] = []
  // Through the debugger, so that the page's own strict CSP stays in force.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(source)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    // The scheme arrives a moment later, and colours change with a transition; they are judged when they have arrived.
    await page.locator(colorScheme === 'dark' ? 'html.dark' : 'html:not(.dark)').waitFor({ state: 'attached' })
    await page.evaluate(async () => {
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
      await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)))
    })
    const only = colorScheme === 'dark' ? ', runOnly: ["color-contrast", "link-in-text-block"]' : ''
    // Without preloading: no rule of ours reads style sheets, and each is fetched anew for it.
    const result = (await page.evaluate(
      `axe.run(document, { resultTypes: ["violations"], preload: false${only} })`,
    )) as AxeResult
    for (const violation of result.violations)
      if (violation.impact === 'serious' || violation.impact === 'critical')
        findings.push(
          ...violation.nodes
            .slice(0, 4)
            .map(
              (node) =>
                `${colorScheme} ${violation.impact} ${violation.id}: ${node.target.join(' ')} ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`,
            ),
        )
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  return findings
}
