/** The short name of an operation in the present language. */
import { operationWords, type OperationWords } from '@pandu-gempita/shared/operation-words'
import { defineTable } from '../i18n/i18n.ts'

const table = defineTable('operations', operationWords, async () => (await import('./operations.en.ts')).en)

export const operationLabel = (operation: string): string =>
  operation in operationWords ? table()[operation as keyof OperationWords] : operation
