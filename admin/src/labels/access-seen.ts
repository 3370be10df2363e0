/** What of somebody was seen, in the present language. */
import { accessWords, seenInWords } from '@pandu-gempita/shared/access-words'
import { formatNumber } from '../format/numbers.ts'
import { defineTable, language } from '../i18n/i18n.ts'

const table = defineTable('accessSeen', accessWords, async () => (await import('./access-seen.en.ts')).en)

const told = (language: 'id' | 'en') => ({
  rows: (count: number): string => `${formatNumber(count)} ${language === 'id' ? 'baris' : 'rows'}`,
  other: language === 'id' ? 'lainnya' : 'other',
})
export const seenLabel = (fields: readonly string[]): string =>
  fields.map((field) => seenInWords(table(), field, told(language()))).join(', ')
