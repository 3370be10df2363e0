/** After navigation: the tab's title, the page's heading in focus, and its name spoken. */
import { nextTick, ref } from 'vue'
import type { Router } from 'vue-router'
import { t } from './messages.id.ts'

export const announcement = ref('')
const HEADING_WAIT_MS = 100
const TRIES = 20

const focusHeading = async (): Promise<void> => {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const heading = document.querySelector<HTMLElement>('main h1')
    if (heading) {
      heading.focus({ preventScroll: true })
      return
    }
    await new Promise((resolve) => setTimeout(resolve, HEADING_WAIT_MS))
  }
}

export const announceRoutes = (router: Router): void => {
  router.afterEach(async (to, from, failure) => {
    if (failure) return
    const title = to.meta.title()
    document.title = `${title} · ${t('product')}`
    if (from.matched.length === 0 || to.path === from.path) return
    announcement.value = t('opened', { title })
    await nextTick()
    await focusHeading()
  })
}
