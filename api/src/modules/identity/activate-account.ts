import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import type { identity } from '@pandu-gempita/shared/identity'
import { sql } from 'drizzle-orm'
import { fieldProblem } from '../../kernel/problem-error.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { spendCodes } from './activation.ts'
import { hashPassword, isWeakPassword } from './passwords.ts'
import { forgetTries } from './tries.ts'

type Operations = (typeof identity)['operations']

/** The owner puts the halves together and chooses the password; nobody else has ever known one. */
export async function activateAccount(
  uow: UnitOfWork,
  { body }: InputOf<Operations['activateAccount']>,
): Promise<undefined> {
  // Before the codes are looked at: it says nothing of them, and does not use them up.
  if (isWeakPassword(body.newPassword, body.userName.trim())) throw fieldProblem('weak-password', '/newPassword')
  const account = await spendCodes(uow, 'officer', body.userName, body.codes)
  const passwordHash = await hashPassword(body.newPassword)
  await uow.tx.execute(
    sql`update accounts set password_hash = ${passwordHash}, must_change_password = false, version = version + 1, updated_at = now() where jurisdiction_id = ${account.jurisdiction_id} and id = ${account.id}`,
  )
  await uow.tx.execute(sql`delete from sessions where account_id = ${account.id}`)
  await forgetTries(uow, account.user_name)
  return undefined
}
