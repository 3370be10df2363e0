/** Hourly: what has served its time, by the table of `@pandu-gempita/shared/retention`. Nothing of the record is touched. */
import { retentionKinds, type RetentionKind } from '@pandu-gempita/shared/retention'
import type { Database } from './kernel/db.ts'
import { repliesBefore } from './kernel/idempotency.ts'
import { retention as drafts } from './modules/drafts/retention.ts'
import { retention as exports } from './modules/exports/retention.ts'
import { retention as identity } from './modules/identity/retention.ts'
import { retention as imports } from './modules/imports/retention.ts'
import { before, recordPurge, type Retention } from './modules/jobs/retention.ts'
import { retention as uploads } from './modules/uploads/retention.ts'
import { retention as webhooks } from './modules/webhooks/retention.ts'

const STATEMENTS: Retention<RetentionKind> = {
  idempotency_replies: [repliesBefore(before('idempotency_replies'))],
  ...identity,
  ...drafts,
  ...exports,
  ...webhooks,
  ...uploads,
  ...imports,
}

export async function purgeExpired({ db }: Database): Promise<void> {
  for (const kind of retentionKinds) {
    let removed: number | undefined
    for (const statement of STATEMENTS[kind]) {
      const { rowCount } = await db.execute(statement)
      removed ??= rowCount ?? 0
    }
    await recordPurge(db, kind, removed ?? 0)
  }
}
