/** Every kind of event that the product writes is in the catalogue, and every kind of the catalogue is written somewhere. */
import { expect, test } from '@jest/globals'
import { eventKinds, eventSubjects, isEventKind, otherEvents } from '@pandu-gempita/shared/events'
import { auditSubjects } from '@pandu-gempita/shared/audit-words'
import type { RecordChange } from '@pandu-gempita/shared/contract/record'
import { records } from '../../src/generated-docs.ts'
import { isTest, sourcesIn } from './sources.ts'

const product = sourcesIn('api/src').filter((source) => !isTest(source))
/** What could be a kind: in TypeScript and in the text of statements. */
const named = (text: string): string[] => [...text.matchAll(/['"]([a-z_]+\.[a-z_]+)['"]/g)].map(([, kind = '']) => kind)

test('a state and a change of a record have their kind', () => {
  const kinds = records.flatMap(({ name, states, changes = {} }) => [
    ...states.map((state) => `${name}.${state}`),
    ...Object.values(changes).flatMap(({ event }: RecordChange) => (event === undefined ? [] : [`${name}.${event}`])),
  ])
  expect(kinds.filter((kind) => !isEventKind(kind))).toEqual([])
})

test('what statements write into the events is in the catalogue', () => {
  const writing = product.filter(({ text }) => /insert into events|insertEventsOf\(/.test(text))
  expect(writing.length).toBeGreaterThan(2)
  const written = writing.flatMap(({ file, text }) =>
    [...text.matchAll(/'((?:person|family|complaint|import)\.[a-z_]+)'/g)]
      .map(([, kind = '']) => kind)
      .filter((kind) => !kind.endsWith('.read'))
      .map((kind) => ({ file, kind })),
  )
  expect(written.filter(({ kind }) => !isEventKind(kind))).toEqual([])
})

test('no kind is left that nothing writes', () => {
  const said = new Set(product.flatMap(({ text }) => named(text)))
  const changes = new Set(
    records.flatMap(({ name, changes: own = {} }) =>
      Object.values(own).flatMap(({ event }: RecordChange) => (event === undefined ? [] : [`${name}.${event}`])),
    ),
  )
  expect(Object.keys(otherEvents).filter((kind) => !said.has(kind) && !changes.has(kind))).toEqual([])
})

test('subjects of events are subjects of the audit log', () => {
  expect(Object.keys(eventSubjects).filter((subject) => !auditSubjects.some((known) => known === subject))).toEqual([])
  expect(Object.keys(eventKinds).filter((kind) => !(kind.split('.')[0] ?? '' in eventSubjects))).toEqual([])
})
