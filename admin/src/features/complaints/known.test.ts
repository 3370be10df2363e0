import { expect, test } from '@jest/globals'
import type { Complaint } from '@pandu-gempita/shared/complaints'
import { answersOf, outcomeFrom, screeningOf } from './known.ts'

type Known = NonNullable<Parameters<typeof screeningOf>[0]>
const known = (changes: Partial<Known> = {}): Known => ({
  kind: null,
  sector: null,
  topic: null,
  programmeOwner: null,
  programmeCode: null,
  urgency: 'normal',
  subject: null,
  ...changes,
})
const leg = (changes: Partial<Complaint['referrals'][number]>) => ({
  id: '',
  institutionName: 'Dinas Perumahan',
  status: 'completed',
  result: 'served',
  resultNote: 'Atap diganti.',
  createdAt: '',
  updatedAt: '',
  dueAt: null,
  ...changes,
})

test('who has a desil begins as listed, and the category with what intake said', () => {
  const subject = { personId: 'p', name: 'Sutrisno', age: 60, deceased: false, desil: 2 }
  expect(screeningOf(known({ subject, topic: 'unfit_house', sector: 'other' }))).toEqual({
    subjectPersonId: 'p',
    result: 'listed',
    category: {
      topic: 'unfit_house',
      kind: 'programme_need',
      sector: 'other',
      programmeOwner: 'regency',
      urgency: 'normal',
    },
  })
  expect(screeningOf(known({ subject: { ...subject, desil: null } }))).toEqual({ subjectPersonId: 'p' })
})

test('an outcome begins with the answer of the only institution, which is read above it', () => {
  const referrals = [leg({}), leg({ status: 'declined', result: null, resultNote: null })]
  expect(outcomeFrom({ referrals })).toEqual({ outcome: 'served', note: 'Atap diganti.' })
  expect(answersOf({ referrals })).toEqual([
    { title: expect.stringContaining('Dinas Perumahan'), text: expect.stringContaining('Atap diganti.') },
  ])
  expect(outcomeFrom({ referrals: [leg({}), leg({ result: 'not_eligible' })] })).toEqual({})
})
