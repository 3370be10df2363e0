/** A closed list has no highlighted entry; the kit leaves its id behind, which assistive technology cannot resolve. */
import { nextTick, onBeforeUnmount, onMounted, watch, type Ref } from 'vue'

export function useClosedHighlight(root: Readonly<Ref<HTMLElement | null>>, drawn?: Readonly<Ref<number>>): void {
  const HIGHLIGHT = 'aria-activedescendant'
  const observer = new MutationObserver((changes) => {
    for (const { target } of changes) {
      const input = target as HTMLElement
      if (input.getAttribute('aria-expanded') !== 'true' && input.hasAttribute(HIGHLIGHT))
        input.removeAttribute(HIGHLIGHT)
    }
  })
  const look = async (): Promise<void> => {
    await nextTick()
    const input = root.value?.querySelector('input')
    if (input) observer.observe(input, { attributes: true, attributeFilter: [HIGHLIGHT, 'aria-expanded'] })
  }
  onMounted(look)
  if (drawn) watch(drawn, look)
  onBeforeUnmount(() => observer.disconnect())
}
