import type { drafts } from '@pandu-gempita/shared/drafts'
import type { Handlers } from '../../kernel/handlers.ts'
import { discardDraft, putDraft } from './actions.ts'
import { getDraft, listDrafts } from './queries.ts'

export const handlers: Handlers<typeof drafts> = { listDrafts, getDraft, putDraft, discardDraft }
