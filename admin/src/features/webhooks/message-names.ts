/** Kinds of events and messages in words. */
import { webhookMessages } from '@pandu-gempita/shared/webhooks'
import { eventName } from '../../components/events.ts'
import { label } from '../../labels/codes.ts'
import { t } from './messages.id.ts'

export const typesText = (types: readonly string[]): string =>
  types.length === 0 ? t('allTypes') : types.map((type) => label('webhookSubject', type)).join(', ')

export const messageName = (type: string): string => {
  if (type === webhookMessages.pending) return t('messageType.pending')
  if (type === webhookMessages.snapshotNeeded) return t('messageType.snapshotNeeded')
  return type === webhookMessages.test ? t('messageType.test') : eventName(type)
}
