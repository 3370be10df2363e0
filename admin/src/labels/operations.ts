/** One short name for every operation: the word on its button, and the word in the audit log. */
import { defineTable } from '../i18n/i18n.ts'
import type { OperationId } from './operation-labels.ts'
import { id } from './operations.id.ts'

const table = defineTable('operations', id, async () => (await import('./operations.en.ts')).en)
export const operationLabel = (operation: string): string =>
  operation in id ? table()[operation as OperationId] : operation
