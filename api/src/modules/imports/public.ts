/** What other modules may use of imports. */
export { presenceInRelease } from './presence.ts'
export { Presence } from './known-rows.ts'
