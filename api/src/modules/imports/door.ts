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
    regionCode: 'plain',
    source: 'plain',
    releaseName: 'plain',
    cutOffOn: 'plain',
    releaseId: 'plain',
    // A file may be called after a person.
    fileName: 'digest',
    fileSha256: 'plain',
    fileBytes: 'plain',
    // Counts are with the batch; how far the work has come follows from its steps.
    counts: 'never',
    stage: 'plain',
    stageDone: 'never',
    stageTotal: 'never',
    stageStartedAt: 'never',
    readThroughRow: 'never',
    appliedThroughRow: 'never',
    recordBase: 'never',
    bulkStep: 'never',
    coverage: 'plain',
    villageCode: 'plain',
    correctionOf: 'plain',
    holds: 'plain',
    mapping: 'never',
    unknownWords: 'never',
    polite: 'plain',
    failure: 'plain',
    statusReason: 'digest',
    createdBy: 'plain',
    createdByName: 'plain',
    appliedAt: 'never',
  },
})
