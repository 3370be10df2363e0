/** However a file is cut into pieces, and wherever the line breaks, it is the same upload. */
import { createHash } from 'node:crypto'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { pieces, PIECE_BYTES } from '../../src/modules/imports/pieces.ts'
import { fileOf } from '../factories/imports.ts'
import { append, beginUpload } from '../factories/uploads.ts'
import { settings } from '../properties/seed.ts'
import { useWorld } from '../world.ts'

const FILE = fileOf({ rows: 24_000, bad: 0 }).subarray(0, 2 * PIECE_BYTES + 77_777)

const world = useWorld()

/** Cuts anywhere, and more often beside the ends of stored pieces. */
const cut = fc.oneof(
  fc.integer({ min: 1, max: FILE.length - 1 }),
  fc
    .tuple(fc.constantFrom(1, 2), fc.integer({ min: -2, max: 2 }))
    .map(([piece, beside]) => piece * PIECE_BYTES + beside),
)

test('pieces of any sizes are stored as the file in one request', async () => {
  const officer = await world.officer('slrt_back_office')
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(cut, { maxLength: 9 }), async (cuts) => {
      const upload = await beginUpload(officer, FILE)
      let done = upload
      const ends = [...cuts.sort((a, b) => a - b), FILE.length]
      for (const end of ends) done = await append(officer, upload.id, done.offset, FILE.subarray(done.offset, end))
      expect(done.importId).toBe(upload.id)
      const { rows } = await world.owner.query<{ sizes: number[]; bytes: Buffer }>(
        `select array_agg(length(bytes) order by ordinal) as sizes, string_agg(bytes, '' order by ordinal) as bytes from import_chunks where batch_id = $1`,
        [upload.id],
      )
      expect(rows[0]?.sizes).toEqual([PIECE_BYTES, PIECE_BYTES, 77_777])
      expect(
        createHash('sha256')
          .update(rows[0]?.bytes ?? '')
          .digest('hex'),
      ).toBe(upload.fileSha256)
      await world.owner.query('delete from import_chunks where batch_id = $1', [upload.id])
    }),
    settings(8),
  )
}, 120_000)

test('what arrived before the line broke comes out before the fault, whatever the network delivered', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: 3 * PIECE_BYTES }),
      fc.array(fc.integer({ min: 0, max: 700_000 }), { maxLength: 8 }),
      fc.boolean(),
      async (offset, sizes, breaks) => {
        async function* network(): AsyncGenerator<Uint8Array> {
          for (const [n, size] of sizes.entries()) yield Buffer.alloc(size, n + 1)
          if (breaks) throw new Error('the line broke')
        }
        const got: Buffer[] = []
        let fault = ''
        try {
          for await (const piece of pieces(network(), offset)) got.push(piece)
        } catch (error) {
          fault = (error as Error).message
        }
        expect(fault).toBe(breaks ? 'the line broke' : '')
        expect(Buffer.concat(got).equals(Buffer.concat(sizes.map((size, n) => Buffer.alloc(size, n + 1))))).toBe(true)
        let at = offset
        for (const piece of got) {
          // No piece reaches over the end of a stored one, and each but the last fills it.
          expect(piece.length).toBeLessThanOrEqual(PIECE_BYTES - (at % PIECE_BYTES))
          at += piece.length
          if (piece !== got.at(-1)) expect(at % PIECE_BYTES).toBe(0)
        }
      },
    ),
    settings(60),
  )
})
