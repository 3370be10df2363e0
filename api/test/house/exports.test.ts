/** Nothing is kept that nobody uses: what a file exports is imported somewhere, and a test alone is nobody. */
import { expect, test } from '@jest/globals'
import ts from 'typescript'
import { importsOf, isTest, sourcesIn, tree, type Source } from './sources.ts'

const all = ['shared/src', 'api/src', 'api/scripts', 'api/bench', 'admin/src'].flatMap(sourcesIn)
const product = all.filter((source) => !isTest(source))

/** Values only: a type that stands beside a function says what it takes and gives. */
function exportedValues(source: Source): string[] {
  return tree(source).statements.flatMap((statement) => {
    const flags = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined
    if (!flags?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return []
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []))
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return statement.name?.text ?? []
    return []
  })
}

/** `file name` of all that is imported or passed on by name; `file *` where a file is taken as a whole. */
function takenBy(source: Source): string[] {
  const root = tree(source)
  const taken: string[] = []
  const named = root.statements.flatMap((statement) => {
    const from =
      ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement) ? statement.moduleSpecifier : undefined
    if (!from || !ts.isStringLiteral(from)) return []
    const [file] = importsOf({ file: source.file, text: `import '${from.text}'` })
    const list = ts.isImportDeclaration(statement)
      ? statement.importClause?.namedBindings
      : (statement as ts.ExportDeclaration).exportClause
    if (list && (ts.isNamedImports(list) || ts.isNamedExports(list)))
      for (const { name, propertyName } of list.elements) taken.push(`${file} ${(propertyName ?? name).text}`)
    else if (list) taken.push(`${file} *`)
    return [file]
  })
  // What is imported when it is asked for.
  for (const file of importsOf(source)) if (!named.includes(file)) taken.push(`${file} *`)
  return taken
}

/** What others use whom we do not see. */
const FOR_OTHERS: Readonly<Record<string, string>> = {
  'shared/src/contract/client.ts fetchTransport': 'clients outside: the package is published',
  'shared/src/person-digest.ts canonicalText': 'mirrors outside compare themselves by it',
  'shared/src/person-digest.ts sumOfDigests': 'mirrors outside compare themselves by it',
  'api/src/embedded-postgres.ts startThrowawayPostgres': 'the server of the tests',
  'api/src/migrate.ts migrationsHash': 'names the template database of the tests',
  'api/src/reference-data.ts referenceFiles': 'names the template database of the tests',
}

const uses = (source: Source, name: string): number => source.text.split(new RegExp(`\\b${name}\\b`)).length - 1

test('what is exported is used', () => {
  const taken = new Set(product.flatMap(takenBy))
  const tested = new Set(all.concat(sourcesIn('api/test'), sourcesIn('admin/e2e')).filter(isTest).flatMap(takenBy))
  expect(taken.size).toBeGreaterThan(500)
  const kept = new Set<string>()
  const idle = product
    // drizzle-kit reads every table, and of the published package the schemas are for others too.
    .filter(({ file }) => /^(shared|api|admin)\/src\//.test(file) && !file.endsWith('/tables.ts'))
    .flatMap((source) =>
      exportedValues(source)
        .map((name) => ({ name, key: `${source.file} ${name}` }))
        .filter(({ key }) => !taken.has(key) && !taken.has(`${source.file} *`))
        .filter(({ key, name }) => {
          if (key in FOR_OTHERS) return !kept.add(key)
          // Exported for its test, or for others, and used in its own file.
          return !((tested.has(key) || source.file.startsWith('shared/')) && uses(source, name) > 1)
        })
        .map(({ key }) => key),
    )
  expect(idle).toEqual([])
  expect(Object.keys(FOR_OTHERS).filter((key) => !kept.has(key))).toEqual([])
})
