/** The words of codes, in the language that is chosen. */
import { defineTable } from '../i18n/i18n.ts'
import type { CodeLabels, CodeList } from './code-labels.ts'
import { id } from './codes.id.ts'

const table = defineTable('codes', id, async () => (await import('./codes.en.ts')).en)

/** The words for a code; codes that the server learns later are shown as they are. */
export const label = (list: CodeList, code: string | null | undefined): string => {
  if (code === null || code === undefined) return '–'
  const words: Readonly<Record<string, string>> = table()[list]
  return words[code] ?? code
}

export const options = <L extends CodeList>(list: L): { label: string; value: keyof CodeLabels[L] & string }[] =>
  (Object.keys(id[list]) as (keyof CodeLabels[L] & string)[]).map((value) => ({ value, label: label(list, value) }))
