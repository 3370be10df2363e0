import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import type { identity } from '@pandu-gempita/shared/identity'
import { sql } from 'drizzle-orm'
import type { SessionEffects, UploadContext } from '../../kernel/handlers.ts'
import { fieldProblem, problem } from '../../kernel/problem-error.ts'
import { codesFit, spendCodes } from './activation.ts'
import { ensureRoomToHash, hashPassword, isWeakPassword } from './passwords.ts'
import { forgetTries } from './tries.ts'

type Operations = (typeof identity)['operations']

/** The owner puts the halves together and chooses the password; nobody else has ever known one. */
export async function activateAccount(
  context: UploadContext & SessionEffects,
  { body }: InputOf<Operations['activateAccount']>,
): Promise<undefined> {
  // Before the codes are looked at: it says nothing of them, and does not use them up.
  if (isWeakPassword(body.newPassword, body.userName.trim())) throw fieldProblem('weak-password', '/newPassword')
  ensureRoomToHash()
  // Hashed only for who has the codes, and without a transaction open; they are spent afterwards, once.
  const fits = await codesFit(context.db, 'officer', body.userName, body.codes)
  const passwordHash = fits ? await hashPassword(body.newPassword) : undefined
  return context.atomically(async (uow) => {
    const account = await spendCodes(uow, 'officer', body.userName, body.codes)
    if (passwordHash === undefined) throw problem('activation-refused')
    await uow.tx.execute(
      sql`update accounts set password_hash = ${passwordHash}, must_change_password = false, version = version + 1, updated_at = now() where jurisdiction_id = ${account.jurisdiction_id} and id = ${account.id}`,
    )
    await uow.tx.execute(sql`delete from sessions where account_id = ${account.id}`)
    await forgetTries(uow, account.user_name)
    return undefined
  })
}
