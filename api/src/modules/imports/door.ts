/** The door to an import: who sees it, and what the audit log tells of its columns. */
import { importRecord } from '@pandu-gempita/shared/import-record'
import { scopeOf } from '../../kernel/authorize.ts'
import { defineDoor } from '../../kernel/record.ts'
import { importBatches } from './tables.ts'

export const importDoor = defineDoor({
  record: importRecord,
  table: importBatches,
  scope: scopeOf('t'),
  readPermission: 'import.read',
  rules: {},
  told: {
    stage: 'plain',
    stageDone: 'never',
    stageTotal: 'never',
    readThroughRow: 'never',
    appliedThroughRow: 'never',
    bulkStep: 'never',
    counts: 'never',
    holds: 'plain',
    unknownWords: 'digest',
    failure: 'plain',
    statusReason: 'digest',
  },
})
