/** Files that were made to cost much: small on the wire, enormous or endless when they are read. */
import { randomBytes } from 'node:crypto'
import { crc32, deflateRawSync, gzipSync } from 'node:zlib'

interface Part {
  readonly name: string
  readonly data: Buffer
  /** Deflated already, with the checksum and length of what it becomes. */
  readonly deflated?: { readonly crc: number; readonly size: number }
  /** What the directory says instead of the truth. */
  readonly lie?: { readonly size?: number; readonly offset?: number }
}

const NOTHING = deflateRawSync(Buffer.alloc(0))

export function zipOf(parts: readonly Part[]): Buffer {
  const body: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const part of parts) {
    const name = Buffer.from(part.name)
    const packed = part.deflated
      ? part.data
      : part.data.length === 0
        ? NOTHING
        : deflateRawSync(part.data, { level: 1 })
    const crc = part.deflated?.crc ?? crc32(part.data)
    const size = part.lie?.size ?? part.deflated?.size ?? part.data.length
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(8, 8)
    local.writeUInt32LE(crc, 14)
    local.writeUInt32LE(packed.length, 18)
    local.writeUInt32LE(size, 22)
    local.writeUInt16LE(name.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(8, 10)
    entry.writeUInt32LE(crc, 16)
    entry.writeUInt32LE(packed.length, 20)
    entry.writeUInt32LE(size, 24)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt32LE(part.lie?.offset ?? offset, 42)
    body.push(local, name, packed)
    directory.push(entry, name)
    offset += 30 + name.length + packed.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(parts.length & 0xffff, 8)
  end.writeUInt16LE(parts.length & 0xffff, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...body, listed, end])
}

const xml = (name: string, text: string): Part => ({ name, data: Buffer.from(text) })

/** `middle` so many times, deflated in bounded memory: a deflate stream repeats without having been made at once. */
function repeated(name: string, before: string, middle: string, times: number, after: string): Part {
  const BLOCK = 1 << 20
  const perBlock = Math.max(1, Math.floor(BLOCK / middle.length))
  const block = Buffer.from(middle.repeat(perBlock))
  const pieces: Buffer[] = []
  let [crc, size] = [0, 0]
  // Blocks are stored one behind the other: each is deflated by itself with a sync flush, so it may be used again.
  const flushed = (bytes: Buffer): Buffer => deflateRawSync(bytes, { finishFlush: 2 /* Z_SYNC_FLUSH */ })
  const add = (bytes: Buffer, packed: Buffer): void => {
    crc = crc32(bytes, crc)
    size += bytes.length
    pieces.push(packed)
  }
  add(Buffer.from(before), flushed(Buffer.from(before)))
  const packedBlock = flushed(block)
  for (let block_ = 0; block_ < Math.floor(times / perBlock); block_++) add(block, packedBlock)
  const last = Buffer.from(middle.repeat(times % perBlock) + after)
  add(last, deflateRawSync(last))
  return { name, data: Buffer.concat(pieces), deflated: { crc, size } }
}

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const SHEET = 'xl/worksheets/sheet1.xml'
const FRAME: readonly Part[] = [
  xml(
    '_rels/.rels',
    `<Relationships><Relationship Id="r" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  ),
  xml('xl/workbook.xml', '<workbook><sheets><sheet name="Data" sheetId="1" r:id="r1"/></sheets></workbook>'),
  xml(
    'xl/_rels/workbook.xml.rels',
    `<Relationships><Relationship Id="r1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="${OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
  ),
]
const text = (value: string, address = ''): string =>
  `<c${address && ` r="${address}"`} t="inlineStr"><is><t>${value}</t></is></c>`
const HEAD = `<row>${text('NIK')}${text('NAMA')}${text('DESA')}</row>`
/** One person in the second line. */
const PERSON = `<row>${text('3314014107850003')}${text('WARSINAH')}${text('KEDEN')}</row>`
const sheetOf = (rows: string): Part => xml(SHEET, `<worksheet><sheetData>${rows}</sheetData></worksheet>`)

/** A workbook whose sheet has these rows behind a heading and one person. */
export const workbookWith = (rows: string): Buffer => zipOf([...FRAME, sheetOf(HEAD + PERSON + rows)])
/** A workbook of these rows alone; each a list of cells of XML. */
export const workbookOf = (rows: string, more: readonly Part[] = []): Buffer =>
  zipOf([...FRAME, sheetOf(rows), ...more])
export { xml as partOf }

export interface HostileFile {
  readonly name: string
  readonly type: 'xlsx' | 'gz'
  make(): Buffer
  /** How it ends; null where it is harmless and simply read. */
  readonly failure: string | null
}

/** @param share of the size that was seen to end the product; 1 is all of it */
export const hostileFiles = (share: number): readonly HostileFile[] => [
  {
    name: 'a stray cell in the last corner of the sheet',
    type: 'xlsx',
    make: () => workbookWith(`<row r="1048576">${text('x', 'XFD1048576')}</row>`),
    failure: null,
  },
  {
    name: 'an empty cell in the last corner of the sheet',
    type: 'xlsx',
    make: () => workbookWith('<row r="1048576"><c r="XFD1048576"/></row>'),
    failure: null,
  },
  {
    name: 'a stray cell in the last line',
    type: 'xlsx',
    make: () => workbookWith(`<row r="1048576">${text('x', 'A1048576')}</row>`),
    failure: null,
  },
  {
    name: 'a line behind the last one',
    type: 'xlsx',
    make: () => workbookWith(`<row r="1048577">${text('x', 'A1048577')}</row>`),
    failure: 'broken_workbook',
  },
  {
    name: '60,000 parts without content',
    type: 'xlsx',
    make: () =>
      zipOf([
        ...FRAME,
        sheetOf(HEAD + PERSON),
        ...Array.from({ length: 60_000 }, (_, number) => xml(`xl/media/${number}`, '')),
      ]),
    failure: 'workbook_too_many_parts',
  },
  {
    name: 'more parts than its directory says',
    type: 'xlsx',
    make: () => {
      const archive = zipOf([...FRAME, sheetOf(HEAD + PERSON)])
      archive.writeUInt16LE(2, archive.length - 22 + 10)
      return archive
    },
    failure: 'broken_workbook',
  },
  {
    name: '30 million shared texts',
    type: 'xlsx',
    make: () =>
      zipOf([
        ...FRAME,
        sheetOf(HEAD),
        repeated('xl/sharedStrings.xml', '<sst>', '<si><t/></si>', 30_000_000 * Math.max(share, 0.1), '</sst>'),
      ]),
    failure: 'workbook_too_large',
  },
  {
    name: 'shared texts of 600 MB',
    type: 'xlsx',
    make: () =>
      zipOf([
        ...FRAME,
        sheetOf(HEAD),
        repeated(
          'xl/sharedStrings.xml',
          '<sst>',
          `<si><t>${'a'.repeat(30_000)}</t></si>`,
          20_000 * Math.max(share, 0.2),
          '</sst>',
        ),
      ]),
    failure: 'workbook_too_large',
  },
  {
    name: 'one cell of 500 MB',
    type: 'xlsx',
    make: () =>
      zipOf([
        ...FRAME,
        repeated(
          SHEET,
          `<worksheet><sheetData>${HEAD}<row><c t="inlineStr"><is><t>`,
          'a',
          500_000_000 * Math.max(share, 0.2),
          '</t></is></c></row></sheetData></worksheet>',
        ),
      ]),
    failure: 'workbook_too_large',
  },
  {
    name: 'a tag that does not end',
    type: 'xlsx',
    make: () => zipOf([...FRAME, repeated(SHEET, '<worksheet><sheetData', ' a="b"', 10_000_000 * share, '')]),
    failure: 'broken_workbook',
  },
  {
    name: '600,000 rows of one cell',
    type: 'xlsx',
    make: () =>
      zipOf([
        ...FRAME,
        repeated(
          SHEET,
          `<worksheet><sheetData>${HEAD}`,
          '<row><c><v>1</v></c></row>',
          600_000 * share,
          '</sheetData></worksheet>',
        ),
      ]),
    failure: null,
  },
  {
    name: '40 million cells',
    type: 'xlsx',
    make: () =>
      zipOf([
        ...FRAME,
        repeated(SHEET, `<worksheet><sheetData>${HEAD}<row>`, '<c/>', 40_000_000, '</row></sheetData></worksheet>'),
      ]),
    failure: 'workbook_too_large',
  },
  {
    name: '40 million cells beside a picture',
    type: 'xlsx',
    make: () =>
      zipOf([
        ...FRAME,
        { name: 'xl/media/image1.jpeg', data: randomBytes(5_000_000) },
        repeated(SHEET, `<worksheet><sheetData>${HEAD}<row>`, '<c/>', 40_000_000, '</row></sheetData></worksheet>'),
      ]),
    failure: 'workbook_too_many_cells',
  },
  {
    name: 'a document type with entities that multiply',
    type: 'xlsx',
    make: () =>
      zipOf([
        ...FRAME,
        xml(SHEET, '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><worksheet><sheetData/></worksheet>'),
      ]),
    failure: 'broken_workbook',
  },
  {
    name: 'a part that is larger than it says',
    type: 'xlsx',
    make: () => zipOf([...FRAME, { ...sheetOf(HEAD + PERSON.repeat(1_000)), lie: { size: 100 } }]),
    failure: 'broken_workbook',
  },
  {
    name: 'a part that is smaller than it says',
    type: 'xlsx',
    make: () => zipOf([...FRAME, { ...sheetOf(HEAD + PERSON), lie: { size: 5_000_000 } }]),
    failure: 'broken_workbook',
  },
  {
    name: 'parts that lie on one another',
    type: 'xlsx',
    make: () =>
      zipOf([
        ...FRAME,
        sheetOf(HEAD + PERSON),
        ...Array.from({ length: 1_000 }, (_, number) => ({ ...xml(`xl/${number}`, 'aaaa'), lie: { offset: 0 } })),
      ]),
    failure: 'broken_workbook',
  },
  {
    name: 'an archive without a directory',
    type: 'xlsx',
    make: () => workbookWith('').subarray(0, -40),
    failure: 'broken_workbook',
  },
  {
    name: 'gzip of 3 GB of one letter',
    type: 'gz',
    make: () => {
      const { data, deflated } = repeated('', 'NIK|NAMA\n', '0', 3_000_000_000 * Math.max(share, 0.05), '\n')
      const tail = Buffer.alloc(8)
      tail.writeUInt32LE(deflated?.crc ?? 0, 0)
      tail.writeUInt32LE((deflated?.size ?? 0) % 2 ** 32, 4)
      return Buffer.concat([gzipSync('').subarray(0, 10), data, tail])
    },
    failure: 'archive_too_large',
  },
  {
    name: 'gzip of 3 GB of one letter, with much behind it that nobody reads any more',
    type: 'gz',
    make: () => {
      const { data, deflated } = repeated('', 'NIK|NAMA\n', '0', 3_000_000_000 * Math.max(share, 0.05), '\n')
      const tail = Buffer.alloc(8)
      tail.writeUInt32LE(deflated?.crc ?? 0, 0)
      tail.writeUInt32LE((deflated?.size ?? 0) % 2 ** 32, 4)
      return Buffer.concat([gzipSync('').subarray(0, 10), data, tail, randomBytes(8 << 20)])
    },
    failure: 'archive_too_large',
  },
]
