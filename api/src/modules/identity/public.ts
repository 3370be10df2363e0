/** What other modules may ask of identity: passwords for the accounts that administrators make, a fresh start after one, and what an account may do now. */
export { actorOf } from './actor-of.ts'
export { hashPassword, newFirstPassword } from './passwords.ts'
export { forgetTries } from './tries.ts'
