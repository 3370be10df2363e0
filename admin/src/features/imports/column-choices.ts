/** What the officer says of the columns of a file, and what is still wrong with it. */
import type { ImportMapping } from '@pandu-gempita/shared/imports'
import type { ImportField } from '@pandu-gempita/shared/import-record'

/** The select of the kit knows no empty value. */
export const NOT_USED = 'none'
export type Choice = ImportField | typeof NOT_USED
/** One choice a column, in the order of the file. */
export type Choices = readonly Choice[]

type Column = ImportMapping['columns'][number]

export const choicesOf = (columns: readonly Column[]): Choice[] => columns.map((column) => column.field ?? NOT_USED)

/** A person is found, or made, by these. */
const NEEDED = ['nik', 'name'] as const satisfies readonly ImportField[]

export const missingFields = (choices: Choices): (typeof NEEDED)[number][] =>
  NEEDED.filter((field) => !choices.includes(field))

/** Columns that share their field with another one: each of them, with the first of the others. */
export const sharedColumns = (choices: Choices): ReadonlyMap<number, number> => {
  const shared = new Map<number, number>()
  for (const [at, choice] of choices.entries()) {
    if (choice === NOT_USED) continue
    const other = choices.findIndex((one, position) => one === choice && position !== at)
    if (other >= 0) shared.set(at, other)
  }
  return shared
}

/** Without a village, by name or code, people live only where the upload said that everybody does. */
export const tellsNoVillage = (choices: Choices): boolean =>
  !choices.includes('village') && !choices.includes('villageCode')

export const mappedColumns = (
  columns: readonly Column[],
  choices: Choices,
): { position: number; field: ImportField }[] =>
  columns.flatMap(({ position }, at) => {
    const choice = choices[at]
    return choice === undefined || choice === NOT_USED ? [] : [{ position, field: choice }]
  })
