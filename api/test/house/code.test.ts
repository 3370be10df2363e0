/** Habits of the house that a reader relies on, in every file. */
import { expect, test } from '@jest/globals'
import ts from 'typescript'
import { isTest, sourcesIn, tree, visit, type Source } from './sources.ts'

const all = ['shared/src', 'api/src', 'api/scripts', 'api/test', 'admin/src', 'admin/e2e'].flatMap(sourcesIn)
const at = (source: Source, node: ts.Node): string =>
  `${source.file}:${tree(source).getLineAndCharacterOfPosition(node.getStart()).line + 1}`

/** Places where `look` finds fault. */
const places = (sources: readonly Source[], faulty: (node: ts.Node) => boolean): string[] =>
  sources
    .filter(({ file }) => !file.endsWith('.mjs'))
    .flatMap((source) => {
      const found: string[] = []
      visit(tree(source), (node) => {
        if (faulty(node)) found.push(at(source, node))
      })
      return found
    })

test('no barrels and no default exports', () => {
  expect(places(all, (node) => ts.isExportDeclaration(node) && node.exportClause === undefined)).toEqual([])
  expect(all.filter(({ file }) => /\/index\.ts$/.test(file)).map(({ file }) => file)).toEqual([])
  const product = all.filter((source) => !isTest(source) && !source.file.endsWith('.vue'))
  expect(places(product, (node) => ts.isExportAssignment(node))).toEqual([])
})

test('no any, no assertion that something is there, no silenced compiler', () => {
  expect(places(all, (node) => node.kind === ts.SyntaxKind.AnyKeyword)).toEqual([])
  expect(places(all, (node) => ts.isNonNullExpression(node))).toEqual([])
  const silenced = all.filter(({ text }) => /@ts-(ignore|nocheck)\b/.test(text.replace(/\/@ts-\S+\\b\//g, '')))
  expect(silenced.map(({ file }) => file).filter((file) => file !== 'api/test/house/code.test.ts')).toEqual([])
})

test('no empty catch', () => {
  const empty = (node: ts.Node): boolean => ts.isCatchClause(node) && node.block.getText().replace(/\s/g, '') === '{}'
  expect(places(all, empty)).toEqual([])
})

test('randomness comes from a seed in tests, and from the system in the product', () => {
  const random = (node: ts.Node): boolean => ts.isPropertyAccessExpression(node) && node.getText() === 'Math.random'
  expect(places(all, random)).toEqual([])
})

test('states are compared by lifecycles, not by hand', () => {
  // `if (x.status === 'referred')` in an action would be a second lifecycle.
  const byHand = (node: ts.Node): boolean =>
    ts.isIfStatement(node) && /\.status\s*[!=]==\s*'(?!active')/.test(node.expression.getText())
  const modules = all.filter(({ file }) => /^api\/src\/modules\/[^/]+\/actions/.test(file))
  expect(modules.length).toBeGreaterThan(4)
  expect(places(modules, byHand)).toEqual([])
})

test('the day is the office’s: no clock of the server, and zones are named in one place', () => {
  // The list of the CHECK is compared with that place by another house test.
  const named = ['shared/src/time-zones.ts', 'api/src/modules/regions/tables.ts']
  const clock = /\bcurrent_date\b|\blocaltimestamp\b|\bnow\(\)::date|_at::date|['"`]Asia\/[A-Z]/i
  const product = all.filter(
    (source) => /^(shared|api|admin)\/src\//.test(source.file) && !isTest(source) && !named.includes(source.file),
  )
  expect(product.length).toBeGreaterThan(150)
  expect(product.filter(({ text }) => clock.test(text)).map(({ file }) => file)).toEqual([])
})

test('files can be read in one sitting', () => {
  const long = all
    .filter(({ file }) => !/^shared\/src\/[^/]+\.ts$/.test(file))
    .map(({ file, text }) => ({ file, lines: text.split('\n').filter((line) => line.trim() !== '').length }))
    .filter(({ lines }) => lines > 430)
  expect(long).toEqual([])
})

const tests = all.filter(({ file }) => file.endsWith('.test.ts'))
/** `test(…)`, `test.each(…)(…)`, `it(…)`: the call whose last function is the test. */
const bodyOf = (node: ts.Node): ts.Node | undefined => {
  if (!ts.isCallExpression(node)) return undefined
  const name = node.expression.getText()
  if (!/^(test|it)(\.each)?\b/.test(name) || /^(test|it)\.each$/.test(name)) return undefined
  return node.arguments.find((argument) => ts.isArrowFunction(argument) || ts.isFunctionExpression(argument))
}

test('no test is left out, and none stands alone', () => {
  expect(tests.length).toBeGreaterThan(15)
  const chosen = (node: ts.Node): boolean =>
    ts.isCallExpression(node) &&
    /^(x?(test|it|describe)\.(skip|only|todo|failing)|x(test|it|describe)|f(it|describe))\b/.test(
      node.expression.getText(),
    )
  expect(places(tests, chosen)).toEqual([])
})

test('every test asserts something', () => {
  // A journey asserts by waiting for what must appear, and by looking at the page with axe.
  const asserts = /\b(expect\w*|refused|tryStep|waitFor|checkPage)(\.\w+)*(<[^>]*>)?\(/
  expect(
    places(tests, (node) => {
      const body = bodyOf(node)
      return body !== undefined && !asserts.test(body.getText())
    }),
  ).toEqual([])
})

test('a file of tests opens its world once, by the helper that also closes it', () => {
  const byHand = tests.filter(({ text }) => /\bbeforeAll\(async \(\) => \{[^}]*\bcreate(World|TestApp)\(/.test(text))
  expect(byHand.map(({ file }) => file)).toEqual([])
  expect(tests.filter(({ text }) => /\buseWorld\(/.test(text)).length).toBeGreaterThan(40)
})

test('no test replaces our own code by a mock', () => {
  const mocks = (node: ts.Node): boolean =>
    ts.isCallExpression(node) && /^(jest\.(mock|unstable_mockModule|spyOn)|vi\.)/.test(node.expression.getText())
  expect(places(tests, mocks)).toEqual([])
})
