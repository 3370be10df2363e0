/**
 * What an archive of a user may cost, and how its reading ends. A workbook or a gzip file is small on the wire and can be
 * enormous unpacked, so each limit is on what it becomes. Shared by the process that reads and the one that waits for it.
 */

/** How reading an archive can end badly: codes that the officer has words for. The place in the list is told as an exit code. */
export const ARCHIVE_FAILURES = [
  'broken_archive',
  'broken_workbook',
  'archive_too_large',
  'workbook_too_large',
  'workbook_too_many_parts',
  'workbook_too_many_cells',
  'reading_too_slow',
] as const
export type ArchiveFailure = (typeof ARCHIVE_FAILURES)[number]

/** Above the codes that Node uses itself. */
export const FIRST_EXIT_CODE = 64

export class ArchiveFault extends Error {
  override readonly name = 'ArchiveFault'
  constructor(readonly failure: ArchiveFailure) {
    super(failure)
  }
}

export const LIMITS = {
  /** Heap of the reading process. Its buffers lie beside it. */
  heapMegabytes: 320,
  /** A workbook is held packed while it is read. */
  packedWorkbook: 32_000_000,
  /** The same as a plain file may have. */
  unpackedGzip: 2_000_000_000,
  unpackedWorkbook: 1_500_000_000,
  /** Text of offices packs to a tenth or a fiftieth; only what was made to be large packs better. Asked above the first bytes. */
  ratio: 250,
  ratioFrom: 64_000_000,
  parts: 2_000,
  sharedTexts: 2_000_000,
  sharedLetters: 60_000_000,
  cells: 30_000_000,
  /** The last line of a spreadsheet. */
  rows: 1_048_576,
  /** As many columns as can be told in a mapping; what stands further to the right has no heading that anybody could name. */
  columns: 1_000,
  /** One letter more than a spreadsheet takes: a longer cell is cut, and its row is kept back as too long. */
  cellLetters: 32_768,
  lineLetters: 200_000,
  /** A tag that does not end. */
  tagLetters: 65_536,
  styles: 100_000,
  /** Time that others have waited for a file, and for one piece of it. */
  wholeMs: 240_000,
  pieceMs: 60_000,
} as const
