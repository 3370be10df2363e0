/** What is special to the steps of a registration. The rest follows from `ppksRecord`. */
import type { ppksRecord, PpksRegistration } from '@pandu-gempita/shared/ppks'
import { officeToday } from '../../kernel/office-day.ts'
import { fieldProblem } from '../../kernel/problem-error.ts'
import type { StepCode, StepsOf } from '../../kernel/step.ts'
import { beginDeath } from '../persons/public.ts'
import { protects, saveAnswers } from './answers.ts'
import type { PpksFacts } from './door.ts'
import { keepFromOthers } from './protection.ts'
import { getPpksRegistration } from './queries.ts'
import type { ppksRegistrations } from './tables.ts'

/** The day of independence: nobody's registration ended before it. */
const EARLIEST = '1945-08-17'

const ending: StepCode<typeof ppksRegistrations, PpksFacts, { readonly reason: string; readonly on?: string }> = {
  sets: async ({ uow, row, body }) => {
    const today = await officeToday(uow, row.jurisdictionId)
    const endedOn = body.on ?? today
    if (endedOn > today || endedOn < EARLIEST) throw fieldProblem('impossible-date', '/on')
    return { endedOn }
  },
}

export const ppksSteps: StepsOf<typeof ppksRecord, typeof ppksRegistrations, PpksFacts, PpksRegistration> = {
  always: ({ body }) => {
    const { reason, note } = body as { reason?: string; note?: string }
    return { statusReason: reason ?? null, ...(note !== undefined && { note }) }
  },
  steps: {
    resubmit: {
      sets: async ({ uow, row, body }) => {
        await saveAnswers(uow, row.jurisdictionId, row.id, row.typeCode, body.criteria)
        if (row.restricted || !(await protects(uow, row.typeCode, body.criteria))) return {}
        await keepFromOthers(uow, row.jurisdictionId, row.id, row.personId)
        return { restricted: true }
      },
    },
    recordLeft: ending,
    recordDied: {
      ...ending,
      after: async ({ uow, row, body }) => {
        const today = await officeToday(uow, row.jurisdictionId)
        await beginDeath(
          uow,
          { jurisdictionId: row.jurisdictionId, id: row.personId, regionCode: row.regionCode },
          {
            diedOn: body.on ?? null,
            knownOn: body.on ?? today, // Whoever reads of the death is not told by it that there is a protected registration.
            saidBy: row.restricted ? 'officer' : 'ppks',
          },
        )
      },
    },
    recordMoved: ending,
  },
  reply: (uow, id) => getPpksRegistration(uow, id),
}
