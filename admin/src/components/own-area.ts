/** What the officer's own roles say about places, so that nobody is asked for what the record knows. */
const VILLAGE_LENGTH = 10

/** The village of whoever works in one village and nowhere else. */
export function onlyVillage(roles: readonly { readonly regionCode: string | null }[]): string | undefined {
  const areas = new Set(roles.map(({ regionCode }) => regionCode))
  const [only] = areas
  return areas.size === 1 && only?.length === VILLAGE_LENGTH ? only : undefined
}
