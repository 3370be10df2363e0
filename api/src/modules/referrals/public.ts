/** What other modules may ask of referrals: whether their matter may be known at all. */
export { knownReferral } from './door.ts'
