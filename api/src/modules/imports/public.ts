/** What other modules may use of imports. */
export { presenceInRelease } from './presence.ts'
export type { BatchKey } from './batch-key.ts'
export { isReadable } from './encoding.ts'
export { createBatch, placeFile, type PlacedFile } from './new-batch.ts'
export { pieces, pieceStatement } from './pieces.ts'
export { chunkBytes } from './text-source.ts'
