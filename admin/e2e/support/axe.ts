/** Accessibility of what is shown now: nothing serious or critical, in light and in dark. */
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
  await page.evaluate(source)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    // The scheme arrives a moment later, and colours change with a transition; they are judged when they have arrived.
    await page.locator(colorScheme === 'dark' ? 'html.dark' : 'html:not(.dark)').waitFor({ state: 'attached' })
    await page.evaluate(async () => {
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
      await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)))
    })
    const result = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as AxeResult
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
