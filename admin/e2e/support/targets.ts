/**
 * What a finger can press is at least so large (WCAG 2.5.5; 2.5.8 asks for 24 px). A link within running text is as
 * large as its words. What counts is the place that answers: a label presses its box, and a card its link.
 */
import type { Page } from 'playwright-core'

export const FINGER = 44

export const smallTargets = (page: Page, least: number): Promise<string[]> =>
  page.evaluate((size) => {
    const PRESSED =
      'a[href], button, summary, select, textarea, input:not([type=hidden]), [role=button], [role=radio], [role=checkbox], [role=switch], [role=tab], [role=option], [role=menuitem]'
    // A fraction of a pixel is lost in rounding.
    const ROUNDING = 0.5
    const areaOf = (target: HTMLElement): DOMRect[] => {
      const areas = [target.getBoundingClientRect()]
      const after = getComputedStyle(target, '::after')
      if (after.content !== 'none' && after.position === 'absolute') {
        const around = target.offsetParent ?? target.parentElement
        if (around) areas.push(around.getBoundingClientRect())
      }
      const labels = target.id ? document.querySelectorAll(`label[for="${CSS.escape(target.id)}"]`) : []
      areas.push(...[...labels].map((label) => label.getBoundingClientRect()))
      // The kit draws a field around its input: the icon and the frame press it too, and the field opens its own list.
      const field = target.closest('[data-slot="root"]')
      if (field && target.matches('input, textarea, [data-slot="trailing"]')) areas.push(field.getBoundingClientRect())
      return areas
    }
    const withinText = (target: HTMLElement): boolean =>
      getComputedStyle(target).display.startsWith('inline') &&
      getComputedStyle(target).display === 'inline' &&
      [...(target.parentElement?.childNodes ?? [])].some(
        (node) => node !== target && node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '',
      )
    return [...document.querySelectorAll<HTMLElement>(PRESSED)].flatMap((target) => {
      if (target.closest('[aria-hidden="true"], [inert], .sr-only') || target.matches(':disabled')) return []
      if (target.matches('input[type=file]') || (target.tabIndex < 0 && target.matches('input, select'))) return []
      if (!target.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) return []
      const own = target.getBoundingClientRect()
      // Kept for screen readers, or a skip link that comes with the focus.
      if (own.width < 2 || own.height < 2 || own.bottom < 0) return []
      if (withinText(target)) return []
      const areas = areaOf(target)
      const width = Math.max(...areas.map((area) => area.right)) - Math.min(...areas.map((area) => area.left))
      const height = Math.max(...areas.map((area) => area.bottom)) - Math.min(...areas.map((area) => area.top))
      if (width + ROUNDING >= size && height + ROUNDING >= size) return []
      const name = (target.getAttribute('aria-label') ?? target.textContent ?? '').trim().replace(/\s+/g, ' ')
      return [
        `${Math.round(width)} × ${Math.round(height)}: ${target.tagName.toLowerCase()} "${name.slice(0, 50)}" .${target.className.toString().slice(0, 60)}`,
      ]
    })
  }, least)
