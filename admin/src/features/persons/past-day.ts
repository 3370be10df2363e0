import { computed, type ComputedRef } from 'vue'
import { useRoute } from 'vue-router'

/** The day of the past that the address asks for, as a query of the API. */
export function usePastDay(): ComputedRef<{ asOf?: string }> {
  const route = useRoute()
  return computed(() => (typeof route.query['pada'] === 'string' ? { asOf: route.query['pada'] } : {}))
}
