/** The fields of a form as text and back. */

/** What proves who somebody is, such as a citizen's code, is never kept. */
const NEVER = new Set(['secret', 'password'])
/** Files stay where they are: they are chosen again. */
export const textOf = (fields: object): string =>
  JSON.stringify(fields, (key, value: unknown) => (NEVER.has(key) || value instanceof Blob ? undefined : value))

type Fields = Record<string, unknown>
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Blob)

/** Makes the fields what they were, in place: forms and their parts hold on to the very objects. */
export function fill(target: object, source: object): void {
  const [into, from] = [target as Fields, source as Fields]
  for (const key of new Set([...Object.keys(into), ...Object.keys(from)])) {
    const [old, next] = [into[key], from[key]]
    if (isFields(old) && isFields(next)) fill(old, next)
    else if (next !== undefined || !(old instanceof Blob)) into[key] = next
  }
}
