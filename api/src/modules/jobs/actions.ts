import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import type { Job, jobs } from '@pandu-gempita/shared/jobs'
import { sql } from 'drizzle-orm'
import { firstRow } from '../../kernel/db.ts'
import { fieldProblem, problem } from '../../kernel/problem-error.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { findJob, type FoundJob } from './queries.ts'

type Operations = (typeof jobs)['operations']

async function jobOf(uow: UnitOfWork, jobId: string): Promise<FoundJob> {
  const job = await findJob(uow, jobId)
  if (!job) throw fieldProblem('unknown-reference', '/jobId')
  uow.audit({
    jurisdictionId: job.jurisdictionId,
    subjectType: job.task === 'makeExport' ? 'export' : 'import',
    subjectId: job.subjectId,
    regionCode: job.regionCode,
    changes: [{ field: 'job', before: job.state, after: job.task }],
  })
  return job
}
const after = async (uow: UnitOfWork, { id }: FoundJob): Promise<Job> => {
  const job = await findJob(uow, id)
  // It was done meanwhile.
  if (!job) throw fieldProblem('unknown-reference', '/jobId')
  const { jurisdictionId: _j, ...told } = job
  return told
}

export async function retryJob(uow: UnitOfWork, { body }: InputOf<Operations['retryJob']>): Promise<Job> {
  const job = await jobOf(uow, body.jobId)
  const again = await firstRow<{ ok: boolean }>(uow.tx, sql`select retry_job(${job.id}::bigint) as ok`)
  if (!again?.ok) throw problem('transition-not-allowed')
  return after(uow, job)
}

export async function giveUpJob(uow: UnitOfWork, { body }: InputOf<Operations['giveUpJob']>): Promise<Job> {
  const job = await jobOf(uow, body.jobId)
  await uow.tx.execute(sql`select end_job(${job.id}::bigint)`)
  return after(uow, job)
}
