/** The door to an import: who sees it, and what the audit log tells of its columns. */
import { importRecord } from '@pandu-gempita/shared/import-record'
import { scopeOf } from '../../kernel/authorize.ts'
import { defineDoor, type RecordFacts } from '../../kernel/record.ts'
import { importBatches } from './tables.ts'

interface ImportFacts extends RecordFacts {
  readonly mappedBy: string | null
}

export const importDoor = defineDoor<typeof importRecord, typeof importBatches, ImportFacts>({
  record: importRecord,
  table: importBatches,
  scope: scopeOf('t'),
  readPermission: 'import.read',
  rules: { 'separation-of-duties': ({ mappedBy }, { actor }) => mappedBy === actor.id },
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
