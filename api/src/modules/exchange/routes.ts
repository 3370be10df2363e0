import type { exchange } from '@pandu-gempita/shared/exchange'
import type { Handlers } from '../../kernel/handlers.ts'
import { listChanges, streamChanges } from './feed.ts'
import { getPersonRows } from './person-rows.ts'
import { compareProof, getProof } from './proof.ts'

export const handlers: Handlers<typeof exchange> = { listChanges, streamChanges, getPersonRows, getProof, compareProof }
