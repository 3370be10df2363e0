/** What other modules may ask of referrals: whether their matter may be known at all, and whether they open. */
import type { SQL } from 'drizzle-orm'
import type { Actor } from '../../kernel/actor.ts'
import { scopedRead } from '../../kernel/record.ts'
import { referralDoor } from './door.ts'

export { knownReferral } from './door.ts'

/** Referral `t`, if its page opens to this actor. */
export const readableReferral = (actor: Actor, home: SQL): SQL => scopedRead(referralDoor, actor, home)
