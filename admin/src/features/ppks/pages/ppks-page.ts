/** What the page of a registration of PPKS says by the state that the registration is in. */
import { inGroup } from '@pandu-gempita/shared/contract/record'
import { ppksRecord, type PpksRegistration } from '@pandu-gempita/shared/ppks'
import { formatDate } from '../../../format/dates.ts'
import type { Fact } from '../../../ui/FactList.vue'
import { t } from '../messages.id.ts'

export const titleOf = ({ personName, personAge }: Pick<PpksRegistration, 'personName' | 'personAge'>): string =>
  `${personName ?? t('unnamed')}${personAge === null ? '' : `, ${t('age', { age: personAge })}`}`

/** Who decides in these states is somebody by his office; later the register is at rest. */
const DECISIONS = {
  reported: 'verifyPpks',
  verified: 'validatePpks',
  validated: 'determinePpks',
  returned: 'resubmitPpks',
}
const isDecided = (status: string): status is keyof typeof DECISIONS => status in DECISIONS

/** Whose turn it is, when it is somebody else's. */
export const waitsFor = ({
  status,
  allowedActions,
}: Pick<PpksRegistration, 'status' | 'allowedActions'>): string | undefined => {
  if (!isDecided(status)) return undefined
  const mine = allowedActions.some(({ action, allowed }) => action === DECISIONS[status] && allowed)
  return mine ? undefined : t(`waits.${status}`)
}

/** Why it was sent back, as long as it is. */
export const returnReason = (known: Pick<PpksRegistration, 'status' | 'returnReason'>): string | undefined =>
  inGroup(ppksRecord, 'returned', known.status) ? (known.returnReason ?? undefined) : undefined

export const factsOf = (
  known: Pick<PpksRegistration, 'pasName' | 'regionPath' | 'registeredByName' | 'registeredAt' | 'endedOn'>,
): Fact[] => [
  { label: t('pas'), value: known.pasName },
  { label: t('region'), value: known.regionPath },
  { label: t('registeredBy'), value: known.registeredByName },
  { label: t('registeredAt'), value: formatDate(known.registeredAt) },
  ...(known.endedOn ? [{ label: t('endedOn'), value: formatDate(known.endedOn) }] : []),
]
