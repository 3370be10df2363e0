/** What other modules may ask of PPKS: who may see a registration at all. */
export { readableRegistration } from './door.ts'
