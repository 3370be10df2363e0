/** Words of an open dialog that its close button covers: on a phone a title must end before it. */
import type { Page } from 'playwright-core'

export const overlapsIn = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('[role="dialog"]')].flatMap((dialog) => {
      const close = dialog.querySelector('[data-slot="close"]')?.getBoundingClientRect()
      if (!close) return []
      return [...dialog.querySelectorAll('[data-slot="title"], [data-slot="description"]')].flatMap((text) => {
        const words = document.createRange()
        words.selectNodeContents(text)
        const covered = [...words.getClientRects()].some(
          ({ left, right, top, bottom }) =>
            left < close.right && right > close.left && top < close.bottom && bottom > close.top,
        )
        return covered ? [text.textContent.trim()] : []
      })
    }),
  )
