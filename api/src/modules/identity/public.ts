/** What other modules may ask of identity: passwords for the accounts that administrators make, and a fresh start after one. */
export { hashPassword, newFirstPassword } from './passwords.ts'
export { forgetTries } from './tries.ts'
