/** What the page of a webhook says and offers. */
import { inGroup } from '@pandu-gempita/shared/contract/record'
import { webhookRecord, type Webhook } from '@pandu-gempita/shared/webhooks'
import { formatDateTime } from '../../../format/dates.ts'
import { label } from '../../../labels/codes.ts'
import type { Fact } from '../../../ui/FactList.vue'
import { typesText } from '../message-names.ts'
import { t } from '../messages.id.ts'

/** Nothing can be done any more with a webhook that has ended. */
export const hasSteps = ({ status }: Pick<Webhook, 'status'>, manages: boolean): boolean =>
  manages && !inGroup(webhookRecord, 'ended', status)

/** Why nothing is sent, and what to do: access that has ended is given back by somebody else. */
export const failureText = (failure: NonNullable<Webhook['failure']>): string =>
  `${label('webhookFailure', failure)} ${t(failure === 'access_ended' ? 'disabledAccess' : 'disabledNext')}`

export const factsOf = (
  known: Pick<
    Webhook,
    'url' | 'regionPath' | 'types' | 'lastSuccessAt' | 'createdByName' | 'createdAt' | 'oldSecretUntil'
  >,
): Fact[] => [
  { label: t('url'), value: known.url },
  { label: t('region'), value: known.regionPath },
  { label: t('types'), value: typesText(known.types) },
  { label: t('colLast'), value: known.lastSuccessAt ? formatDateTime(known.lastSuccessAt) : t('never') },
  { label: t('madeBy'), value: known.createdByName },
  { label: t('madeAt'), value: formatDateTime(known.createdAt) },
  ...(known.oldSecretUntil ? [{ label: t('oldSecretUntil'), value: formatDateTime(known.oldSecretUntil) }] : []),
]
