/** Every table has one owner: the SQL of the source is read for who writes it and who reads it (api/src/owners.ts). */
import { expect, test } from '@jest/globals'
import ts from 'typescript'
import { moduleOrder } from '../../src/modules.ts'
import { houses, tables } from '../../src/owners.ts'
import { isTest, sourcesIn, tree, visit, type Source } from './sources.ts'

const WHERE = 'api/src/owners.ts'
type Table = (typeof tables)[keyof typeof tables] & { readonly readBy?: readonly string[] }
const all = tables as Readonly<Record<string, Table>>
const order: readonly string[] = moduleOrder

/** The module, or the part of the application that is none. */
const placeOf = (file: string): string => {
  const [, folder = '', name = ''] = /^api\/src\/(?:(modules|kernel|worker)\/)?([\w-]+)/.exec(file) ?? []
  return folder === 'modules' ? name : folder || name
}
const houseOf = (module: string): string =>
  Object.entries(houses as Readonly<Record<string, readonly string[]>>).find(([, members]) =>
    members.includes(module),
  )?.[0] ?? module

/** Texts of a file that may be SQL: templates and strings, with what stands in their holes left out. */
function textsOf(source: Source): string[] {
  const found: string[] = []
  visit(tree(source), (node) => {
    if (ts.isTemplateExpression(node))
      found.push([node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(' ? '))
    else if (ts.isNoSubstitutionTemplateLiteral(node) || ts.isStringLiteral(node)) found.push(node.text)
  })
  return found.map((text) => text.replace(/--[^\n]*/g, ' '))
}

const WRITES = /\b(?:insert\s+into|update|delete\s+from|truncate(?:\s+table)?)\s+(?:only\s+)?"?([a-z_]+)"?/gi
const READS = /\b(?:from|join|using)\s+(?:only\s+)?"?([a-z_]+)"?/gi
const named = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].flatMap(([, table = '']) => (table in all ? [table] : []))

interface Touch {
  readonly file: string
  readonly place: string
  readonly table: string
}
const sources = sourcesIn('api/src').filter((source) => !isTest(source) && source.file !== WHERE)
const touches = (pattern: RegExp): Touch[] =>
  sources.flatMap((source) =>
    [...new Set(textsOf(source).flatMap((text) => named(text, pattern)))].map((table) => ({
      file: source.file,
      place: placeOf(source.file),
      table,
    })),
  )

/** Set-up by the owner of the database: reference data, and the mark of the key that is looked at before the start. */
const SETS_UP: Readonly<Record<string, readonly string[]>> = {
  'api/src/reference-data.ts': Object.keys(all).filter(
    (table) => all[table]?.placement === 'reference' || table === 'reference_loads',
  ),
  'api/src/preflight.ts': ['data_key_mark'],
}
/** The background worker keeps the books of jobs. */
const OF_JOBS = ['jobs', 'worker']

const isOwner = ({ file, place, table }: Touch): boolean => {
  const owner = all[table]?.owner
  return (
    owner === houseOf(place) ||
    (owner === 'jobs' && OF_JOBS.includes(place)) ||
    (SETS_UP[file]?.includes(table) ?? false)
  )
}

test('nobody writes into the table of another house', () => {
  const writes = touches(WRITES)
  expect(writes.length).toBeGreaterThan(60)
  expect(
    writes
      .filter((touch) => !isOwner(touch))
      .map(
        ({ file, table }) =>
          `${file} writes ${table}, which is of ${all[table]?.owner}: call a function of its public.ts`,
      ),
  ).toEqual([])
})

test('who reads a table of another house is named at the table', () => {
  const reads = touches(READS).filter((touch) => !isOwner(touch))
  expect(reads.length).toBeGreaterThan(40)
  const readersOf = (table: string): readonly string[] => all[table]?.readBy ?? []
  expect(
    reads
      .filter(({ table, place }) => !readersOf(table).includes(place))
      .map(
        ({ file, place, table }) =>
          `${file} reads ${table}: name ${place} in its readBy (${WHERE}), or ask the public.ts of ${all[table]?.owner}`,
      ),
  ).toEqual([])
})

test('who reads a table stands above its owner in the order of modules', () => {
  const readersOf = (table: string): readonly string[] => all[table]?.readBy ?? []
  const last = (owner: string): number =>
    Math.max(
      ...[...((houses as Readonly<Record<string, readonly string[]>>)[owner] ?? [owner])].map((name) =>
        order.indexOf(name),
      ),
    )
  const first = (owner: string): number =>
    Math.min(
      ...[...((houses as Readonly<Record<string, readonly string[]>>)[owner] ?? [owner])].map((name) =>
        order.indexOf(name),
      ),
    )
  expect(
    Object.entries(all).flatMap(([table, { owner }]) =>
      readersOf(table)
        .filter((reader) => order.includes(reader) && order.indexOf(reader) < first(owner))
        .map(
          (reader) =>
            `${reader} reads ${table} of ${owner}, which stands above it in the order of modules (${last(owner)})`,
        ),
    ),
  ).toEqual([])
})

test('nobody is named who does not read', () => {
  const reads = new Set(touches(READS).map(({ place, table }) => `${place} ${table}`))
  const idle = Object.entries(all).flatMap(([table, { readBy = [] }]) =>
    readBy
      .filter((reader) => !reads.has(`${reader} ${table}`))
      .map((reader) => `${WHERE}: ${reader} does not read ${table}`),
  )
  expect(idle).toEqual([])
})
