/** What may be done with an account, by its state and by who looks at it. */
import { accountRecord, type Account } from '@pandu-gempita/shared/access'
import { inGroup } from '@pandu-gempita/shared/contract/record'
import { formatDateTime } from '../../../format/dates.ts'
import type { Fact } from '../../../ui/FactList.vue'
import { t } from '../messages.id.ts'

interface Action {
  readonly action: 'suspendAccount' | 'reactivateAccount'
  readonly allowed: boolean
  readonly reason?: 'separation_of_duties'
}
/** Nobody suspends his own account; the button says so instead of missing. */
export const actionsOf = (
  { id, status }: Pick<Account, 'id' | 'status'>,
  by: { readonly accountId: string | undefined; readonly manages: boolean },
): Action[] => {
  if (!by.manages) return []
  const own = id === by.accountId
  const action = inGroup(accountRecord, 'active', status) ? 'suspendAccount' : 'reactivateAccount'
  return [{ action, allowed: !own, ...(own && { reason: 'separation_of_duties' as const }) }]
}

export const factsOf = (known: Pick<Account, 'userName' | 'lastSignInAt' | 'createdAt'>): Fact[] => [
  { label: t('userName'), value: known.userName },
  { label: t('lastSignIn'), value: known.lastSignInAt ? formatDateTime(known.lastSignInAt) : t('never') },
  { label: t('created'), value: formatDateTime(known.createdAt) },
]
