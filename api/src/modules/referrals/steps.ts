/** What is special to the steps of a referral: some move its complaint too. The rest follows from `referralRecord`. */
import { referralRecord, type Referral } from '@pandu-gempita/shared/referrals'
import { sql } from 'drizzle-orm'
import { statesIn } from '../../kernel/record.ts'
import { makeStep, reasonIn, takeStep, type StepCode, type StepsOf } from '../../kernel/step.ts'
import { afterReferralEnded, clockOf, legsAreTakenBackBy } from '../complaints/public.ts'
import { referralDoor, type ReferralFacts } from './door.ts'
import { getReferral } from './queries.ts'
import { referrals } from './tables.ts'

/** It ends before the institution took it on: the complaint comes back with the reason. */
const takenBack: StepCode<typeof referrals, ReferralFacts, { readonly reason: string }> = {
  after: ({ uow, row, body }) => afterReferralEnded(uow, row, 'receiveCancelled', body.reason),
}

/** The case has ended, or goes to the manager: its legs end, and the case is not moved by them. */
legsAreTakenBackBy(async (uow, { jurisdictionId, id }, reason) => {
  const open = await uow.tx
    .select()
    .from(referrals)
    .where(
      sql`${referrals.jurisdictionId} = ${jurisdictionId} and ${referrals.complaintId} = ${id} and ${referrals.status} in ${statesIn(referralRecord, 'open')}`,
    )
    .for('update')
  for (const leg of open)
    await makeStep(uow, referralDoor, 'cancel', leg, { sets: { statusReason: reason, dueAt: null } })
})

export const referralSteps: StepsOf<typeof referralRecord, typeof referrals, ReferralFacts, Referral> = {
  always: ({ uow, row, to, body }) => ({
    statusReason: reasonIn(body),
    dueAt: clockOf(referralDoor.record, to, row.urgency, uow.now).dueAt,
  }),
  steps: {
    approve: {
      after: async ({ uow, row, body }) => {
        if (body.sendNow === false) return
        await takeStep(uow, referralDoor, referralSteps, 'send', { id: row.id, ifMatch: row.version }, body)
      },
    },
    accept: {
      after: async ({ uow, row, body }) => {
        if (body.startNow !== true) return
        await takeStep(uow, referralDoor, referralSteps, 'start', { id: row.id, ifMatch: row.version }, body)
      },
    },
    decline: {
      sets: ({ body }) => ({ statusReason: body.note, declineReason: body.reason }),
      after: ({ uow, row, body }) => afterReferralEnded(uow, row, 'receiveDeclined', body.note),
    },
    complete: {
      sets: ({ body }) => ({ statusReason: null, result: body.result, resultNote: body.note }),
      after: ({ uow, row, body }) => afterReferralEnded(uow, row, 'receiveResult', body.note),
    },
    cancel: takenBack,
    refuse: takenBack,
  },
  reply: (uow, id) => getReferral(uow, id),
}
