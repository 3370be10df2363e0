/** A state is named where its record is defined. Elsewhere it is a group of that record: else a new state is forgotten somewhere. */
import { expect, test } from '@jest/globals'
import ts from 'typescript'
import { records } from '../../src/generated-docs.ts'
import { isTest, sourcesIn, tree, visit, type Source } from './sources.ts'

const states = new Set(records.flatMap((record) => record.states))
const isState = (node: ts.Node): boolean => ts.isStringLiteralLike(node) && states.has(node.text)

const isStatus = (node: ts.Node): boolean => /(^|\.|\?\.)status(\.value)?$/.test(node.getText())

/** `x.status === 'sent'`, or a list of states typed again. */
function byHand(node: ts.Node): boolean {
  if (
    ts.isBinaryExpression(node) &&
    /^[!=]==$/.test(node.operatorToken.getText()) &&
    ((isState(node.left) && isStatus(node.right)) || (isState(node.right) && isStatus(node.left)))
  )
    return true
  return (
    ts.isArrayLiteralExpression(node) &&
    node.elements.length > 1 &&
    records.some((record) =>
      node.elements.every((element) => ts.isStringLiteralLike(element) && record.states.includes(element.text)),
    )
  )
}

const SQL_STATUS = /\bstatus\s*(?:=|<>|!=|in)\s*\(?\s*'([a-z_]+)'/g
const inSql = (text: string): string[] =>
  [...text.matchAll(SQL_STATUS)].flatMap(([whole, state = '']) => (states.has(state) ? [whole] : []))

function places(source: Source): string[] {
  const found: string[] = []
  const file = tree(source)
  visit(file, (node) => {
    if (!byHand(node)) return
    const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1
    found.push(`${source.file}:${line}: ${node.getText()} — use a group of the record (shared/src)`)
  })
  return found
}

test('no state of a record is typed by hand in the product', () => {
  const files = ['api/src', 'admin/src']
    .flatMap(sourcesIn)
    .filter((source) => !isTest(source) && !/\/labels\//.test(source.file))
  expect(files.length).toBeGreaterThan(200)
  const typed = files.flatMap(places)
  // A CHECK is the SQL of a migration: it names the very states that it is about, and the database holds it to them.
  const statements = files.filter(({ file }) => !file.endsWith('/tables.ts'))
  const sql = statements.flatMap(({ file, text }) => inSql(text).map((found) => `${file}: ${found}`))
  expect([...typed, ...sql]).toEqual([])
})
