/** One short name for every operation: the word on its button, and the word in the audit log; also for what runs in the background. */
import type { BackgroundOperation } from '@pandu-gempita/shared/audit-words'
import type { Contracts } from '@pandu-gempita/shared/contracts'
import { defineTable } from '../i18n/i18n.ts'
import { id } from './operations.id.ts'

export type OperationId = { [M in keyof Contracts]: keyof Contracts[M]['operations'] & string }[keyof Contracts]
export type OperationLabels = Readonly<Record<OperationId | BackgroundOperation, string>>
const table = defineTable('operations', id, async () => (await import('./operations.en.ts')).en)
export const operationLabel = (operation: string): string =>
  operation in id ? table()[operation as keyof OperationLabels] : operation
