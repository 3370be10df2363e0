/** The tone of an event that is a state of its record, from the groups of states in shared: a new state is in one of them. */
import { accessReleaseRecord, accountRecord } from '@pandu-gempita/shared/access'
import { complaintRecord } from '@pandu-gempita/shared/complaint-record'
import { inGroup } from '@pandu-gempita/shared/contract/record'
import { importRecord } from '@pandu-gempita/shared/import-record'
import { ppksRecord } from '@pandu-gempita/shared/ppks'
import { referralRecord } from '@pandu-gempita/shared/referrals'
import type { Tone } from '../ui/tone.ts'
import { statusLook } from './status.ts'

interface Judge {
  readonly states: readonly string[]
  readonly toneOf: (state: string) => Tone
}
const judges: Readonly<Record<string, Judge>> = {
  complaint: {
    states: complaintRecord.states,
    toneOf: (state) => {
      if (inGroup(complaintRecord, 'answered', state)) return 'success'
      if (inGroup(complaintRecord, 'ended', state)) return 'error'
      // Among what an officer has on his desk, the badge of the state says what is out of the ordinary.
      const warns = statusLook('complaintStatus', state).tone === 'warning'
      return inGroup(complaintRecord, 'open', state) && warns ? 'warning' : 'info'
    },
  },
  referral: {
    states: referralRecord.states,
    toneOf: (state) => {
      if (inGroup(referralRecord, 'offHands', state)) return 'error'
      const taken = inGroup(referralRecord, 'inWork', state) || inGroup(referralRecord, 'completed', state)
      return taken ? 'success' : 'info'
    },
  },
  ppks: {
    states: ppksRecord.states,
    toneOf: (state) => {
      if (inGroup(ppksRecord, 'returned', state)) return 'warning'
      if (inGroup(ppksRecord, 'ended', state) || inGroup(ppksRecord, 'underReview', state)) return 'info'
      return 'success'
    },
  },
  import: {
    states: importRecord.states,
    toneOf: (state) => {
      if (inGroup(importRecord, 'dropped', state)) return 'error'
      return inGroup(importRecord, 'applied', state) ? 'success' : 'info'
    },
  },
  account: {
    states: accountRecord.states,
    toneOf: (state) => (inGroup(accountRecord, 'active', state) ? 'info' : 'error'),
  },
  access_release: {
    states: accessReleaseRecord.states,
    toneOf: (state) => {
      if (inGroup(accessReleaseRecord, 'pending', state)) return 'info'
      const decided = inGroup(accessReleaseRecord, 'decided', state)
      return decided && !inGroup(accessReleaseRecord, 'refused', state) ? 'success' : 'error'
    },
  },
}

/** What is no state of a record, such as a photo that was added, only informs. */
export const toneOf = (subject: string, what: string): Tone => {
  const judge = judges[subject]
  return judge?.states.includes(what) ? judge.toneOf(what) : 'info'
}
