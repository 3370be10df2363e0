import type { exchange } from '@pandu-gempita/shared/exchange'
import type { Handlers } from '../../kernel/register.ts'
import { listChanges, streamChanges } from './feed.ts'
import { getPersonRows } from './person-rows.ts'

export const handlers: Handlers<typeof exchange> = { listChanges, streamChanges, getPersonRows }
