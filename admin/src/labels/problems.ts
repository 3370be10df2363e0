import type { ProblemCode } from '@pandu-gempita/shared/problems'
import { defineTable } from '../i18n/i18n.ts'
import { id } from './problems.id.ts'

const table = defineTable('problems', id, async () => (await import('./problems.en.ts')).en)
/** The words for a rule that is a problem of its own, or null. */
export const problemWords = (code: string): string | null =>
  code in id && code !== 'other' ? table()[code as ProblemCode] : null
/** What happened, in the officer's words; a code that we do not know yet gets a general sentence. */
export const problemText = (code: string): string => table()[code in id ? (code as ProblemCode) : 'other']
