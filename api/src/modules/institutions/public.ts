import { sql } from 'drizzle-orm'
import { firstRow } from '../../kernel/db.ts'
import { fieldProblem } from '../../kernel/problem-error.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { serves } from './queries.ts'

export interface ReferralTarget {
  readonly id: string
  readonly jurisdictionId: number
  readonly name: string
}

/** An institution by its id, wherever it is: to say whose officers a case is kept from. */
export const findInstitution = (uow: UnitOfWork, id: string): Promise<{ name: string } | undefined> =>
  firstRow<{ name: string }>(uow.tx, sql`select name from institutions where id = ${id}`)

/** An institution that the actor may refer to, or 422. */
export async function ensureReferralTarget(
  uow: UnitOfWork,
  institutionId: string,
  pointer: string,
): Promise<ReferralTarget> {
  const found = await firstRow<ReferralTarget>(
    uow.tx,
    sql`select i.id, i.jurisdiction_id as "jurisdictionId", i.name from institutions i where i.id = ${institutionId} and ${serves(uow.actor, 'referral.create')}`,
  )
  if (!found) throw fieldProblem('unknown-reference', pointer)
  return found
}
