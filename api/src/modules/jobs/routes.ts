import type { jobs } from '@pandu-gempita/shared/jobs'
import type { Handlers } from '../../kernel/handlers.ts'
import { giveUpJob, retryJob } from './actions.ts'
import { listJobs, listRetention, readWorkerState } from './queries.ts'

export const handlers: Handlers<typeof jobs> = {
  getWorker: (context) => readWorkerState(context.db),
  listJobs,
  listRetention,
  retryJob,
  giveUpJob,
}
