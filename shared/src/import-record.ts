/** Import of targeting data: codes of a batch and its steps, from upload to applied. */
import { Type } from 'typebox'
import { named, oneOf } from './contract/operation.ts'
import { defineRecord } from './contract/record.ts'
import { object, text } from './scalars.ts'

export const importFields = [
  'householdExternalId',
  'regency',
  'district',
  'village',
  'regencyCode',
  'districtCode',
  'villageCode',
  'street',
  'hamlet',
  'rt',
  'rw',
  'kkNumber',
  'nik',
  'name',
  'birthDate',
  'birthPlace',
  'sex',
  'occupation',
  'motherName',
  'relation',
  'matchStatus',
  'lifeStatus',
  'bpnt',
  'pkh',
  'bpntPpkm',
  'pbi',
  'desil',
] as const
export type ImportField = (typeof importFields)[number]

/** Why a row was kept back. Wording by code in the screens; `detail` never repeats the whole row. */
export const rejectCodes = [
  'column_count',
  'broken_encoding',
  'nik_missing',
  'nik_scientific',
  'nik_length',
  'nik_not_digits',
  'nik_last_digits_lost',
  'nik_impossible',
  'kk_missing',
  'kk_scientific',
  'kk_length',
  'kk_not_digits',
  'kk_last_digits_lost',
  'name_missing',
  'name_not_text',
  'birth_date_missing',
  'birth_date_impossible',
  'birth_date_future',
  'sex_unknown',
  'relation_unknown',
  'village_unknown',
  'village_ambiguous',
  'region_code_unknown',
  'region_code_retired',
  'outside_jurisdiction',
  'duplicate_in_file',
  'value_too_long',
  'desil_impossible',
] as const
export type RejectCode = (typeof rejectCodes)[number]

export const importFailures = [
  'empty_file',
  'not_text',
  'unknown_header',
  'no_valid_rows',
  'broken_archive',
  'archive_too_large',
  'broken_workbook',
  'workbook_too_large',
  'workbook_too_many_parts',
  'workbook_too_many_cells',
  'reading_too_slow',
  'job_died',
  'internal',
] as const

/** Whose data a file is: what is known of a person is kept apart by source. */
export const importSources = ['dtks', 'dtsen', 'bdt', 'regsosek', 'sheet'] as const

/** Why a batch waits for an explicit word (stop rules). */
export const importHolds = [
  'many_rejected',
  'many_duplicates',
  'many_outside',
  'unknown_words',
  'many_endings',
  'absence_unknown',
  'older_release',
] as const
export type ImportHold = (typeof importHolds)[number]

/** Does the file hold everybody of the area, or only some? Only where everybody is in it does absence mean anything. */
export const importCoverages = ['everybody', 'partial'] as const

export const MapImport = named(
  'MapImport',
  object({
    columns: Type.Array(object({ position: Type.Integer({ minimum: 0, maximum: 999 }), field: oneOf(importFields) }), {
      maxItems: importFields.length,
      description: 'NIK and name are needed; a field at most once. Kept for the next file with this header.',
    }),
  }),
)

export const importRecord = defineRecord({
  name: 'import',
  states: ['uploaded', 'parsed', 'validated', 'matched', 'reviewed', 'applied', 'refused', 'cancelled'],
  initial: 'uploaded',
  groups: {
    uploaded: ['uploaded'],
    /** Being read and compared. */
    preparing: ['uploaded', 'parsed', 'validated'],
    validated: ['validated'],
    /** Somebody decides. */
    matched: ['matched'],
    reviewed: ['reviewed'],
    applied: ['applied'],
    /** The process works on it. */
    working: ['uploaded', 'parsed', 'validated', 'reviewed'],
    /** Was compared with the register. */
    compared: ['matched', 'reviewed', 'applied'],
    /** Following its progress ends here. */
    still: ['matched', 'applied', 'refused', 'cancelled'],
    /** Its rows can be shown. */
    read: ['matched', 'reviewed', 'applied', 'refused', 'cancelled'],
    dropped: ['refused', 'cancelled'],
    ended: ['applied', 'refused', 'cancelled'],
  },
  steps: {
    parse: { from: ['uploaded'], to: 'parsed', permission: 'import.upload', causedBy: 'uploadImport' },
    validate: { from: ['parsed'], to: 'validated', permission: 'import.upload', causedBy: 'uploadImport' },
    match: { from: ['validated'], to: 'matched', permission: 'import.upload', causedBy: 'uploadImport' },
    review: {
      from: ['matched'],
      to: 'reviewed',
      permission: 'import.apply',
      operation: 'reviewImport',
      path: 'review',
      summary: 'Accept the differences; the batch is applied in the background; not by who said what its columns are',
      body: named(
        'ReviewImport',
        object({
          acceptedHolds: Type.Optional(
            Type.Array(oneOf(importHolds), {
              uniqueItems: true,
              description:
                'Stop rules that the reviewer has seen and accepts: all that hold the batch, else import-held',
            }),
          ),
        }),
      ),
      problems: ['import-held'],
      rules: ['separation-of-duties'],
    },
    apply: { from: ['reviewed'], to: 'applied', permission: 'import.apply', causedBy: 'reviewImport' },
    refuse: {
      from: ['uploaded', 'parsed', 'validated', 'matched'],
      to: 'refused',
      permission: 'import.apply',
      operation: 'refuseImport',
      path: 'refuse',
      summary: 'Refuse the batch; nothing is applied',
      body: named('RefuseImport', object({ reason: text(1000) })),
    },
    /** The file is read again from its first row, with other columns. */
    map: {
      from: ['uploaded', 'matched'],
      to: 'uploaded',
      permission: 'import.upload',
      operation: 'mapImport',
      path: 'mapping',
      summary: 'Say which column is which; the file is read with it, and so is the next one with this header',
      body: MapImport,
      problems: ['mapping-incomplete', 'file-gone'],
    },
    /** At any time, also while it is being applied: what is applied by then stays, the rest is left. */
    cancel: {
      from: ['uploaded', 'parsed', 'validated', 'matched', 'reviewed'],
      to: 'cancelled',
      permission: 'import.upload',
      operation: 'cancelImport',
      path: 'cancel',
      summary: 'Stop the batch, wherever it is; what is applied by then stays',
    },
    fail: {
      from: ['uploaded', 'parsed', 'validated', 'matched', 'reviewed'],
      to: 'refused',
      permission: 'import.upload',
      causedBy: 'uploadImport',
    },
  },
})

/** Fields of a person that a column of a file can stand for. */
