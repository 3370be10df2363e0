/** Words of programme columns that nobody has told the meaning of, counted while a file is read. */
import type { ImportBatch } from '@pandu-gempita/shared/imports'
import { columnNames, type Layout } from './layouts.ts'
import type { UnknownWord } from './words.ts'

export type WordCount = ImportBatch['unknownWords'][number]

/** More different words than this in one column are no words for yes and no. */
const MOST_WORDS = 20
/** What stands on fewer rows may be anything: the name of somebody whose row has slipped by a cell. */
const FEWEST_ROWS = 5
/** Of these parts a word is told however rare it is: no name is made of them. */
const PLAIN_PARTS = new Set(
  `ADA AKTIF ATAU BANSOS BANTUAN BATAL BELUM BERHENTI BLT BPJS BPNT BST CAIR CEK DALAM DAPAT DAN DATA DESA DIBAYAR DICABUT DICAIRKAN DITERIMA DITOLAK EKSKLUSI GAGAL GANDA GRADUASI HOLD INVALID JKN KELUAR KIP KIS KPM KOSONG LAGI LANJUT LAYAK LUNAS MASIH MASUK MENERIMA MENINGGAL MENUNGGU MISKIN NAMA NO NON NONAKTIF NULL OFF OK ON PADAN PBI PENDING PENERIMA PENSIUN PERNAH PINDAH PINTAR PKH PNS PROGRAM PROSES RASTRA RTLH SALUR SAMA SEJAK SEMBAKO SUDAH SUKSES TAHAP TAHUN TERDAFTAR TERIMA TERPENUHI TIDAK TRUE FALSE TUNAI USULAN VALID VERIFIKASI YA YES`.split(
    ' ',
  ),
)
const isPlain = (word: string): boolean =>
  word.split(/[^\p{L}]+/u).every((part) => part.length <= 1 || PLAIN_PARTS.has(part))

/** What everybody hears who may see the batch: a rare word in a column of words is counted, not told. */
export const toldWords = (counts: readonly WordCount[]): WordCount[] => {
  const told = new Map<string, WordCount>()
  for (const { column, word, rows } of counts) {
    const different = counts.filter((one) => one.column === column).length
    const shownWord = word !== null && (isPlain(word) || (rows >= FEWEST_ROWS && different <= MOST_WORDS)) ? word : null
    const key = `${column}\n${shownWord ?? ''}`
    told.set(key, { column, word: shownWord, rows: (told.get(key)?.rows ?? 0) + rows })
  }
  return [...told.values()]
}

/** Numbers in a column of words may be somebody's. */
const shown = (word: string): string => word.replace(/\d(?=\d{2})/gu, '*')

export function createWordCounts(layout: Layout, before: readonly WordCount[]) {
  const names = columnNames(layout.header)
  const columns = new Map<string, Map<string | null, number>>()
  const count = (column: string, word: string | null, rows: number): void => {
    const words = columns.get(column) ?? new Map<string | null, number>()
    columns.set(column, words)
    const known = word !== null && (words.has(word) || words.size < MOST_WORDS) ? word : null
    words.set(known, (words.get(known) ?? 0) + rows)
  }
  for (const { column, word, rows } of before) count(column, word, rows)
  return {
    add(unknown: readonly UnknownWord[] | undefined): void {
      for (const { field, word } of unknown ?? []) count(names[layout.position[field] ?? -1] ?? field, shown(word), 1)
    },
    list: (): WordCount[] =>
      [...columns].flatMap(([column, words]) =>
        [...words].map(([word, rows]) => ({ column, word, rows })).sort((a, b) => b.rows - a.rows),
      ),
  }
}
