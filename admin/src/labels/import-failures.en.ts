/** Why a file could not be taken or waits for a word, and what to do, in English. */
import type { CodeLabels } from './code-labels.ts'

export const importFailure: CodeLabels['importFailure'] = {
  empty_file: 'The file is empty.',
  broken_archive: 'The gzip archive is broken and cannot be opened. Make it once more and upload that.',
  archive_too_large:
    'The gzip archive holds far more than can be taken. Upload one file for each kecamatan, or without compression.',
  broken_workbook:
    'The workbook (XLSX) is broken or has a password. Open it in a spreadsheet program, save it once more without a password and upload that.',
  workbook_too_large: 'The workbook (XLSX) is too large. Save its sheet as CSV and upload that.',
  workbook_too_many_parts:
    'The workbook (XLSX) has too many parts, such as pictures. Copy the data to a new workbook and upload that.',
  workbook_too_many_cells: 'The first sheet has too many cells. Save it as CSV and upload that.',
  reading_too_slow: 'The file took too long to read and was stopped. Save it as CSV and upload that.',
  job_died:
    'The work broke off three times and is not tried again. Check the file or split it, and upload it again; if that does not help, ask the system administrator.',
  not_text: 'The file is not CSV text.',
  unknown_header: 'This file has no columns that can be told apart. Check whether it is the right file.',
  no_valid_rows: 'Not one row can be used.',
  internal: 'Something broke on our side. Nothing has changed; upload this file again.',
}

export const importHold: CodeLabels['importHold'] = {
  many_rejected: 'More than 5% of the rows are rejected. A spreadsheet may have spoilt the file.',
  many_duplicates: 'More than 2% of the rows are doubled in the file.',
  many_outside: 'More than 1% of the rows lie outside this area. The file may be another kabupaten’s.',
  unknown_words:
    'Some words in columns of programmes are not understood. Those cells are not counted: no aid begins or ends by them.',
  many_endings:
    'Much aid would end (more than 10% of one programme in the desa that change). Make sure that the file is right.',
  absence_unknown: 'Some rows cannot be read at all, so nobody can be told to have left.',
  older_release:
    'This release is older than what has been applied. It only completes the past: what is true of people today does not change by it.',
}
