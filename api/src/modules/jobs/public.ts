/** What other modules may use of jobs. */
export { readWorkerState } from './queries.ts'
