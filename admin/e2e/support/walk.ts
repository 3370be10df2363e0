/** A walk past many states: on each axe in light and dark, and pointer targets for a finger. All faults are told at once. */
import { FINGER, smallTargets } from './targets.ts'
import type { Visitor } from './world.ts'

/** WCAG 2.5.8, for a mouse. */
const POINTER = 24

export const walk = () => {
  const faults: string[] = []
  return {
    check: async (visitor: Visitor, name: string): Promise<void> => {
      await visitor.checkPage(name).catch((error: unknown) => faults.push(String(error)))
      const least = (visitor.page.viewportSize()?.width ?? 0) < 600 ? FINGER : POINTER
      const small = await smallTargets(visitor.page, least)
      if (small.length > 0) faults.push(`less than ${least} px on ${name}:\n${small.join('\n')}`)
    },
    done: (): void => {
      if (faults.length > 0) throw new Error([...new Set(faults)].join('\n\n'))
    },
  }
}
