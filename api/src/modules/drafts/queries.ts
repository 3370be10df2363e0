import type { InputOf, ResultOf } from '@pandu-gempita/shared/contract/operation'
import { mostDrafts, type Draft, type DraftHead, type drafts } from '@pandu-gempita/shared/drafts'
import { sql, type SQL } from 'drizzle-orm'
import type { Actor } from '../../kernel/actor.ts'
import { firstRow, rows } from '../../kernel/db.ts'
import { problem } from '../../kernel/problem-error.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'

type Operations = (typeof drafts)['operations']

/** Nobody but who wrote it: to everybody else it is not there. */
export const ownDrafts = (actor: Actor): SQL =>
  sql`d.jurisdiction_id = ${actor.jurisdictionId} and d.account_id = ${actor.id}`
export const headOf = sql`d.form, d.version, iso(d.updated_at) as "updatedAt"`

export const listDrafts = async ({ db, actor }: ReadContext): Promise<ResultOf<Operations['listDrafts']>> => ({
  items: await rows<DraftHead>(
    db,
    sql`select ${headOf} from drafts d where ${ownDrafts(actor)} order by d.updated_at desc, d.form limit ${mostDrafts}`,
  ),
})

export async function getDraft(
  { db, actor, secrets }: ReadContext,
  { params }: InputOf<Operations['getDraft']>,
): Promise<Draft> {
  const found = await firstRow<DraftHead & { sealed: Uint8Array }>(
    db,
    sql`select ${headOf}, d.sealed from drafts d where ${ownDrafts(actor)} and d.form = ${params.form}`,
  )
  if (!found) throw problem('not-found')
  const { sealed, ...head } = found
  return { ...head, content: secrets.open(sealed, 'draft') }
}
