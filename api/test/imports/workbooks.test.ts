/** What the first sheet of a workbook says, whoever wrote it. */
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import writeExcelFile from 'write-excel-file/node'
import { writers } from '../../src/modules/exports/formats.ts'
import { utf8Bytes } from '../../src/modules/imports/reading/encoding.ts'
import { partOf, workbookOf } from './hostile-files.ts'

async function linesOf(bytes: Buffer): Promise<string[]> {
  const pieces: Uint8Array[] = []
  for await (const piece of utf8Bytes(Readable.from([bytes]))) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8').trimEnd().split('\n')
}
const inline = (text: string): string => `<c t="inlineStr"><is><t>${text}</t></is></c>`
const head = (...names: string[]): string => `<row r="1">${names.map(inline).join('')}</row>`

test('cells of every type, with and without an address', async () => {
  const rows = `${head('A', 'B', 'C', 'D', 'E', 'F')}
    <row r="2"><c r="B2" t="s"><v>1</v></c><c r="D2" t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c><f>1+1</f><v>2</v></c></row>
    <row><c><v>3314012802791019</v></c><c><v>0.5</v></c><c s="1"><v>28914.75</v></c><c s="0"><v>28914</v></c><c t="d"><v>1979-02-28T00:00:00</v></c><c t="str"><v>a|"b"</v></c></row>
    <row r="6">${inline('a &amp; b&#10;c')}<c r="AAA6"><v>1</v></c></row>`
  const shared = partOf(
    'xl/sharedStrings.xml',
    '<x:sst xmlns:x="a"><x:si><x:t>no</x:t></x:si><x:si><x:r><x:t>SI</x:t></x:r><x:r><x:t>TI</x:t></x:r><x:rPh><x:t>sound</x:t></x:rPh></x:si></x:sst>',
  )
  expect(await linesOf(workbookOf(rows, [shared]))).toEqual([
    '"A"|"B"|"C"|"D"|"E"|"F"',
    '""|"SITI"|""|"true"|"#N/A"|"2"',
    '"3314012802791019"|"0.5"|"28914.75"|"28914"|"1979-02-28"|"a|""b"""',
    '',
    '',
    '"a & b c"|""|""|""|""|""',
  ])
})

test('a writer of another house: dates, numbers and texts come out as they went in', async () => {
  const born = new Date(Date.UTC(1979, 1, 28))
  const bytes = await writeExcelFile([
    [
      { value: 'NIK', type: String },
      { value: 'LAHIR', type: String },
      { value: 'DESIL', type: String },
    ],
    [
      { value: '3314012802791019', type: String },
      { value: born, type: Date, format: 'dd/mm/yyyy' },
      { value: 3, type: Number },
    ],
  ]).toBuffer()
  const expected = ['"NIK"|"LAHIR"|"DESIL"', '"3314012802791019"|"1979-02-28"|"3"']
  expect(await linesOf(bytes)).toEqual(expected)
  expect(await linesOf(gzipSync(bytes))).toEqual(expected)
})

test('our own export is read at home', async () => {
  async function* batches() {
    yield [
      { nik: '3314014107850003', name: '=WARSINAH & "anak"', desil: 4 },
      { nik: '3314014107850004', name: null, desil: null },
    ]
  }
  const pieces: Uint8Array[] = []
  const columns = [
    ['nik', 'NIK'],
    ['name', 'Nama'],
    ['desil', 'Desil'],
  ] as const
  for await (const piece of writers.xlsx({ columns, batches: batches() })) pieces.push(piece)
  const archive = Buffer.concat(pieces)
  expect(await linesOf(archive)).toEqual([
    '"NIK"|"Nama"|"Desil"',
    '"3314014107850003"|"=WARSINAH & ""anak"""|"4"',
    '"3314014107850004"|""|""',
  ])
})
