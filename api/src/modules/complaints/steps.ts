/** What is special to the steps of a complaint. The rest follows from complaint-record.ts. */
import type { complaintRecord } from '@pandu-gempita/shared/complaint-record'
import type { Complaint } from '@pandu-gempita/shared/complaints'
import { inGroup } from '@pandu-gempita/shared/contract/record'
import { fieldProblem } from '../../kernel/problem-error.ts'
import { reasonIn, type StepsOf } from '../../kernel/step.ts'
import { ensurePerson } from '../persons/public.ts'
import { ensureProgramme } from '../programmes/public.ts'
import { complaintDoor, type ComplaintFacts } from './door.ts'
import { getComplaint } from './queries.ts'
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
          ...(subject && { subjectPersonId: subject.id }),
        }
      },
      details: ({ result }) => ({ result }),
    },
    categorise: {
      sets: async ({ uow, body }) => {
        await ensureProgramme(uow.tx, body.programmeCode, '/programmeCode')
        return { ...body, programmeCode: body.programmeCode ?? null }
      },
      details: ({ sector, topic }) => ({ sector, topic }),
    },
    submitForDetermination: { sets: ({ uow }) => ({ submittedBy: uow.actor.id }) },
    determine: {
      sets: ({ uow, body }) => ({
        statusReason: null,
        outcome: body.outcome,
        outcomeNote: body.note,
        resolvedAt: uow.now,
      }),
      details: ({ outcome }) => ({ outcome }),
    },
    // What the citizen was told of the outcome still holds.
    close: { sets: ({ uow, row }) => ({ closedAt: uow.now, publicNote: row.publicNote }) },
    reopen: {
      sets: () => ({ outcome: null, outcomeNote: null, resolvedAt: null, closedAt: null, submittedBy: null }),
    },
    markDuplicate: {
      // Two officers who mark each the duplicate of the other must not both succeed, or nobody handles either.
      together: ({ duplicateOfId }) => [duplicateOfId],
      sets: ({ row, others: [original], body: { duplicateOfId } }) => {
        if (
          original?.jurisdictionId !== row.jurisdictionId ||
          inGroup(complaintDoor.record, 'unanswered', original.status)
        )
          throw fieldProblem('unknown-reference', '/duplicateOfId')
        return { duplicateOfId }
      },
    },
  },
  reply: (uow, id) => getComplaint(uow, id),
}
