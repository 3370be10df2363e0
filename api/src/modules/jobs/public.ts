/** What other modules may use of jobs. */
export { readWorkerState } from './queries.ts'
export { before, recordPurge, type Retention } from './retention.ts'
