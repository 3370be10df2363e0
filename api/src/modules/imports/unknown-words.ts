/** Words of programme columns that nobody has told the meaning of, counted while a file is read. */
import type { ImportBatch } from '@pandu-gempita/shared/imports'
import type { Layout } from './layouts.ts'
import type { UnknownWord } from './rules.ts'

export type WordCount = ImportBatch['unknownWords'][number]

/** More different words than this in one column are no words for yes and no: what they are is not shown, they may be anything. */
const MOST_WORDS = 20

/** Numbers in a column of words may be somebody's. */
const shown = (word: string): string => word.replace(/\d(?=\d{2})/gu, '*')

export function createWordCounts(layout: Layout, before: readonly WordCount[]) {
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
      for (const { field, word } of unknown ?? [])
        count(layout.header[layout.position[field] ?? -1] ?? field, shown(word), 1)
    },
    list: (): WordCount[] =>
      [...columns].flatMap(([column, words]) =>
        [...words].map(([word, rows]) => ({ column, word, rows })).sort((a, b) => b.rows - a.rows),
      ),
  }
}
