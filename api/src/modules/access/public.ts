/** What the operator's command may ask of access: accounts, before there is anybody who could release one. */
export { createAccount } from './actions.ts'
