import type { work } from '@pandu-gempita/shared/work'
import type { Handlers } from '../../kernel/handlers.ts'
import { listOpenWorkOfPerson } from './open-work.ts'
import { getAreaSummary, getMyWork } from './queries.ts'

export const handlers: Handlers<typeof work> = { getMyWork, getAreaSummary, listOpenWorkOfPerson }
