/** Health of the service. */
import { Type } from 'typebox'
import { defineContract, get, named, oneOf } from './contract/operation.ts'
import { WorkerState } from './jobs.ts'
import { object } from './scalars.ts'

export const system = defineContract('System', {
  getLiveness: get('/health/live', {
    summary: 'The process runs',
    access: 'public',
    always: true,
    success: { status: 200, body: named('Liveness', object({ status: oneOf(['ok']) })) },
  }),
  getReadiness: get('/health/ready', {
    summary: 'The database answers and is migrated; with it, how the worker is: that alone never makes it fail',
    access: 'public',
    always: true,
    success: {
      status: 200,
      body: named('Readiness', object({ status: oneOf(['ok']), databaseMs: Type.Number(), worker: WorkerState })),
    },
    problems: ['unavailable'],
  }),
})
