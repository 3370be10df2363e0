import { computed, type ComputedRef } from 'vue'
import { useRoute } from 'vue-router'
import { isDate } from '../../format/date-text.ts'
import { today } from '../../format/dates.ts'

/** The day of the past that the address asks for, as a query of the API; without a day that can be looked at it is now. */
export function usePastDay(): ComputedRef<{ asOf?: string }> {
  const route = useRoute()
  return computed(() => {
    const day = route.query['pada']
    return typeof day === 'string' && isDate(day) && day <= today() ? { asOf: day } : {}
  })
}
