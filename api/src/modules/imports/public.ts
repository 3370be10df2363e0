/** What other modules may use of imports. */
export { presenceInRelease } from './deciding/absence.ts'
export { saidInRelease, type Said } from './deciding/said.ts'
export type { BatchKey } from './batch-key.ts'
export { isReadable } from './reading/encoding.ts'
export { createBatch, placeFile, type PlacedFile } from './new-batch.ts'
export { pieces, pieceStatement } from './pieces.ts'
export { chunkBytes } from './reading/text-source.ts'
