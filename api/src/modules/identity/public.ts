/** What other modules may ask of identity: the way to a first password or secret, which grants count, and what an account may do now. */
export {
  beginActivation,
  closeAccess,
  completeActivation,
  endActivation,
  findActivation,
  spendCodes,
} from './activation.ts'
export { auditSubjectOf } from './audit-subject.ts'
export { actorOf, scopeOfToken, type Scope } from './actor-of.ts'
export { notOver } from './effective-grants.ts'
export { accounts } from './tables.ts'
export { forgetTries } from './tries.ts'
export { findAccount } from './queries.ts'
