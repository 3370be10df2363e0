import { expect, test } from '@jest/globals'
import { draftPlace } from './draft-places.ts'

const ID = '019a0000-0000-7000-8000-000000000000'

test('a step is gone on with on the page of its record, with its dialog open', () => {
  expect(draftPlace(`step.rejectComplaint.${ID}`)).toEqual({
    operation: 'rejectComplaint',
    to: { path: `/kasus/${ID}`, query: { isi: 'rejectComplaint' } },
  })
  expect(draftPlace(`step.declineReferral.${ID}`)?.to.path).toBe(`/rujukan/${ID}`)
  expect(draftPlace(`dialog.correctPerson.${ID}`)?.to.path).toBe(`/warga/${ID}`)
  expect(draftPlace('step.fromALaterVersion')).toBeUndefined()
})
