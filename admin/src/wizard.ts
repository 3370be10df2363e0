/** The step of a wizard stands in the address: Back goes one step back, and a reload stays where one was. */
import { computed, watch, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { wordIn } from './address.ts'

export interface Wizard<S extends string> {
  readonly step: ComputedRef<S>
  /** From 0. */
  readonly position: ComputedRef<number>
  readonly go: (step: S) => Promise<unknown>
  readonly next: () => Promise<unknown>
  readonly back: () => Promise<unknown>
  /** Without a step back to where one is now, and without what else the address said. */
  readonly replace: (step: S) => Promise<unknown>
  /** Whether the address names a step. */
  readonly named: () => boolean
}

const WORD = 'langkah'

/**
 * `furthest` is the last step that may be open by what is filled in. An address that is ahead of it is mended at once, or else
 * filling in would jump forward; not while what was filled in is still `loading`.
 */
export function useWizard<S extends string>(
  steps: readonly S[],
  first: S,
  furthest: () => S,
  loading: () => boolean,
): Wizard<S> {
  const route = useRoute()
  const router = useRouter()
  const { path } = route
  const asked = computed(() => Math.max(0, Number(wordIn(route.query, WORD) ?? 1) - 1 || 0))
  const position = computed(() => Math.min(asked.value, steps.indexOf(furthest())))
  const step = computed(() => steps[position.value] ?? first)
  const at = (to: S) => String(steps.indexOf(to) + 1)
  const replace = (to: S): Promise<unknown> => router.replace({ query: { [WORD]: at(to) } })
  const go = (to: S): Promise<unknown> =>
    to === step.value ? replace(to) : router.push({ query: { ...route.query, [WORD]: at(to) } })
  watch(
    () => route.path === path && !loading() && asked.value > position.value,
    (ahead) => {
      if (ahead) void replace(step.value)
    },
  )
  return {
    step,
    position,
    go,
    replace,
    next: () => go(steps[position.value + 1] ?? step.value),
    back: () => go(steps[position.value - 1] ?? first),
    named: () => wordIn(route.query, WORD) !== undefined,
  }
}
