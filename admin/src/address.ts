/** What a list shows is kept in the address, so that a view can be passed on and gone back to. */
import { useRoute, useRouter, type LocationQuery } from 'vue-router'

export type Address = Readonly<LocationQuery>

/** A word of the address; an empty one, or one that is given twice, says nothing. */
export const wordIn = (address: Address, name: string): string | undefined => {
  const value = address[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The words of the address as they are now, and a way to change some of them without a step back for each. */
export function useAddress() {
  const route = useRoute()
  const router = useRouter()
  return {
    query: (): Address => route.query,
    word: (name: string): string | undefined => wordIn(route.query, name),
    set: (changes: Readonly<Record<string, string | undefined>>): void => {
      void router.replace({ query: { ...route.query, ...changes } })
    },
  }
}
