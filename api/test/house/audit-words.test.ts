/** What the audit log may hold is a closed list (shared/src/audit-words.ts): the screens have words for each of it. */
import { expect, test } from '@jest/globals'
import { auditFields, auditSubjects, backgroundOperations } from '@pandu-gempita/shared/audit-words'
import { contracts } from '@pandu-gempita/shared/contracts'
import { sourcesIn } from './sources.ts'

const product = ['api/src', 'api/scripts'].flatMap(sourcesIn).filter(({ file }) => !/\.test\.ts$/.test(file))

/** What stands between quotes after a name, with the file it stands in. */
const written = (pattern: RegExp): { file: string; word: string }[] =>
  product.flatMap(({ file, text }) => [...text.matchAll(pattern)].map((found) => ({ file, word: String(found[1]) })))

test('whatever writes to the log is an operation of the contract, or work that has a name of its own', () => {
  const known = new Set<string>([
    ...Object.values(contracts).flatMap(({ operations }) => Object.keys(operations)),
    ...backgroundOperations,
  ])
  const operations = written(/\boperation: '(\w+)'/g)
  expect(operations.length).toBeGreaterThan(5)
  expect(operations.filter(({ word }) => !known.has(word))).toEqual([])
})

test('what is written past the compiler, as rows of demo data are, keeps to the lists too', () => {
  const fields = written(/\bfield: '(\w+)', before\b/g)
  expect(fields.length).toBeGreaterThan(20)
  const known = new Set<string>(auditFields)
  expect(fields.filter(({ word }) => !known.has(word))).toEqual([])
  expect(new Set(auditFields).size).toBe(auditFields.length)
  expect(new Set(auditSubjects).size).toBe(auditSubjects.length)
})
