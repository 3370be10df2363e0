/** What is special to the steps of a complaint. The rest follows from complaint-record.ts. */
import { confidentialTopics, type complaintRecord } from '@pandu-gempita/shared/complaint-record'
import type { Complaint } from '@pandu-gempita/shared/complaints'
import { officeToday } from '../../kernel/office-day.ts'
import { fieldProblem } from '../../kernel/problem-error.ts'
import { reasonIn, takeStep, type StepsOf } from '../../kernel/step.ts'
import { ensurePerson } from '../persons/public.ts'
import { ensureProgramme } from '../programmes/public.ts'
import { complaintDoor, type ComplaintFacts } from './door.ts'
import { REOPENED } from './endings.ts'
import { takeLegsBack } from './legs.ts'
import { ensureShown, getComplaint } from './queries.ts'
import { keepConfidential } from './protection.ts'
import { clockOf } from './service-time.ts'
import type { complaints } from './tables.ts'

export const complaintSteps: StepsOf<typeof complaintRecord, typeof complaints, ComplaintFacts, Complaint> = {
  always: ({ uow, row, to, body }) => ({
    statusReason: reasonIn(body),
    publicNote: (body as { publicNote?: string } | undefined)?.publicNote ?? null,
    ...clockOf(complaintDoor.record, to, (body as { urgency?: string } | undefined)?.urgency ?? row.urgency, uow.now),
  }),
  steps: {
    screen: {
      sets: async ({ uow, row, body }) => {
        const subject =
          body.subjectPersonId && (await ensurePerson(uow, 'person.read', body.subjectPersonId, '/subjectPersonId'))
        if (subject && subject.jurisdictionId !== row.jurisdictionId)
          throw fieldProblem(
            'unknown-reference',
            '/subjectPersonId',
            'other_jurisdiction',
            'is registered in another jurisdiction',
          )
        return {
          statusReason: null,
          screeningResult: body.result,
          screeningNote: body.note ?? null,
          screenedAt: uow.now,
          screenedBy: uow.actor.id,
          ...(subject && { subjectPersonId: subject.id }),
        }
      },
      details: ({ result }) => ({ result }),
      after: async ({ uow, row, body: { category } }) => {
        if (category)
          await takeStep(
            uow,
            complaintDoor,
            complaintSteps,
            'categorise',
            { id: row.id, ifMatch: row.version },
            category,
          )
      },
    },
    categorise: {
      sets: async ({ uow, row, body }) => {
        await ensureProgramme(uow.tx, body.programmeCode, '/programmeCode')
        const confidential = confidentialTopics[body.topic]
        await keepConfidential(uow, row, confidential)
        return {
          ...body,
          programmeCode: body.programmeCode ?? null,
          ...(confidential && row.confidential === null && { confidential }),
        }
      },
      details: ({ sector, topic }) => ({ sector, topic }),
    },
    submitForDetermination: {
      sets: async ({ uow, row, body }) => {
        const today = await officeToday(uow, row.jurisdictionId)
        const { delivered, deliveredOn = today } = body
        if (deliveredOn > today) throw fieldProblem('impossible-date', '/deliveredOn')
        if (body.deliveredOn !== undefined && delivered === undefined)
          throw fieldProblem('missing-detail', '/delivered')
        return { submittedBy: uow.actor.id, ...(delivered !== undefined && { delivered, deliveredOn }) }
      },
    },
    recordSubjectGone: {
      sets: ({ uow }) => ({ submittedBy: uow.actor.id }),
      details: ({ why }) => ({ why }),
      after: ({ uow, row, body }) => takeLegsBack(uow, row, body.reason),
    },
    determine: {
      sets: async ({ uow, row, body }) => {
        await ensureShown(uow, row, body.outcome)
        return { statusReason: null, outcome: body.outcome, outcomeNote: body.note, resolvedAt: uow.now }
      },
      details: ({ outcome }) => ({ outcome }),
    },
    // What the citizen was told of the outcome still holds.
    close: { sets: ({ uow, row, body }) => ({ closedAt: uow.now, publicNote: row.publicNote, toldHow: body.told }) },
    reopen: { sets: () => REOPENED },
    overturnRejection: {
      sets: ({ uow, body }) => ({ ...REOPENED, reviewedAt: uow.now, reviewNote: body.reason }),
    },
  },
  reply: (uow, id) => getComplaint(uow, id, true),
}
