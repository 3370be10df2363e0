import { expect, test } from '@jest/globals'
import type { Family, FamilyChange } from '@pandu-gempita/shared/families'
import { relativesOf } from './family.ts'

const provenance = {
  source: 'dtks',
  releaseName: null,
  cutOffOn: null,
  rowNumber: null,
  recordedAt: '2026-11-01T00:00:00Z',
}
const member = (personId: string, programmes: string[] = []) => ({
  personId,
  name: personId.toUpperCase(),
  relation: 'other',
  age: 50,
  programmes: programmes.map((code) => ({
    programmeCode: code,
    programmeName: `Program ${code}`,
    status: 'active',
    validFrom: '2026-01-01',
    validTo: null,
    provenance,
  })),
})
const family = (...members: ReturnType<typeof member>[]) => ({ members }) as unknown as Pick<Family, 'members'>
const ended = (personId: string, code: string, on: string): FamilyChange => ({
  on,
  kind: 'programme_ended',
  personId,
  name: null,
  before: code,
  after: null,
  source: 'dtks',
  releaseName: null,
  rowNumber: null,
})

test('a son sees what his mother received and since when she does not', () => {
  const [mother, ...others] = relativesOf(
    family(member('son', ['PBI-JK']), member('mother', ['PKH'])),
    [
      ended('mother', 'PBI-JK', '2026-11-03'),
      ended('mother', 'PBI-JK', '2024-01-01'),
      ended('son', 'PKH', '2026-01-01'),
    ],
    'son',
  )
  expect(others).toEqual([])
  expect(mother).toMatchObject({
    personId: 'mother',
    receives: [{ name: 'Program PKH', on: '2026-01-01' }],
    ended: [{ name: 'PBI-JK', on: '2026-11-03' }],
  })
})

test('what is received again has not ended', () => {
  const [mother] = relativesOf(
    family(member('mother', ['PBI-JK'])),
    [ended('mother', 'PBI-JK', '2026-11-03')],
    undefined,
  )
  expect(mother?.ended).toEqual([])
})
