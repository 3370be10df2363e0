/** Keeping and dropping what is typed. No audit entry tells of it: nothing has been done to any record (docs/adr/0040). */
import type { InputOf, ResultOf } from '@pandu-gempita/shared/contract/operation'
import { mostDrafts, type DraftHead, type drafts } from '@pandu-gempita/shared/drafts'
import { sql } from 'drizzle-orm'
import { firstRow } from '../../kernel/db.ts'
import { problem } from '../../kernel/problem-error.ts'
import { oneAtATime, type UnitOfWork } from '../../kernel/unit-of-work.ts'
import { headOf, ownDrafts } from './queries.ts'

type Operations = (typeof drafts)['operations']

/** The version that is there now, 0 for none. Nobody else of this account writes until the transaction ends. */
async function versionOf(uow: UnitOfWork, form: string): Promise<number> {
  await oneAtATime(uow)
  const found = await firstRow<{ version: number }>(
    uow.tx,
    sql`select d.version from drafts d where ${ownDrafts(uow.actor)} and d.form = ${form}`,
  )
  return found?.version ?? 0
}

export async function putDraft(
  uow: UnitOfWork,
  { params: { form }, body, ifMatch }: InputOf<Operations['putDraft']>,
): Promise<ResultOf<Operations['putDraft']>> {
  const { actor, tx } = uow
  const version = await versionOf(uow, form)
  if (version !== ifMatch) throw problem('stale-version')
  const sealed = uow.secrets.seal(body.content, 'draft')
  const kept =
    version > 0
      ? await firstRow<DraftHead>(
          tx,
          sql`update drafts d set sealed = ${sealed}, version = d.version + 1, updated_at = now()
              where ${ownDrafts(actor)} and d.form = ${form} returning ${headOf}`,
        )
      : await firstRow<DraftHead>(
          tx,
          sql`insert into drafts as d (jurisdiction_id, account_id, form, sealed)
              select ${actor.jurisdictionId}, ${actor.id}, ${form}, ${sealed}
              where (select count(*) from drafts d where ${ownDrafts(actor)}) < ${mostDrafts} returning ${headOf}`,
        )
  if (!kept) throw problem('too-many-drafts')
  return kept
}

export async function discardDraft(
  uow: UnitOfWork,
  { params: { form }, ifMatch }: InputOf<Operations['discardDraft']>,
): Promise<undefined> {
  const version = await versionOf(uow, form)
  if (version === 0) throw problem('not-found')
  if (version !== ifMatch) throw problem('stale-version')
  await uow.tx.execute(sql`delete from drafts d where ${ownDrafts(uow.actor)} and d.form = ${form}`)
  return undefined
}
