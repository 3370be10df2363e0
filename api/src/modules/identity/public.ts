/** What other modules may ask of identity: passwords for the accounts that administrators make. */
export { hashPassword, isWeakPassword } from './passwords.ts'
