/** What stands on a receipt. Apart from the card, so that it is tested without a page. */
import type { ComplaintReceipt } from '@pandu-gempita/shared/complaints'
import type { Static } from 'typebox'
import { formatDate } from '../format/dates.ts'
import { label } from '../labels/codes.ts'
import type { Fact } from '../ui/FactList.vue'
import { nextStep } from './next-step.id.ts'
import { t } from './receipt.id.ts'

export type Receipt = Static<typeof ComplaintReceipt>

/** The next step, and by when: a promise only where a clock runs. */
export const nextStepBy = ({ status, dueAt }: { status: string; dueAt: string | null }): string | undefined => {
  const step = nextStep(status)
  return step && dueAt ? t('nextBy', { step, date: formatDate(dueAt) }) : step
}

type Told = Pick<Receipt, 'office'> & {
  readonly complaint: Pick<Receipt['complaint'], 'reporter' | 'topic' | 'createdByName' | 'status' | 'dueAt'>
}
export const receiptFacts = ({ complaint, office }: Told): Fact[] => [
  { label: t('reporter'), value: complaint.reporter.name ?? t('anonymous') },
  ...(complaint.topic ? [{ label: t('topic'), value: label('topic', complaint.topic) }] : []),
  { label: t('officer'), value: complaint.createdByName },
  { label: t('next'), value: nextStepBy(complaint) },
  ...(office ? officeFacts(office) : []),
]
export const officeFacts = (office: NonNullable<Receipt['office']>): Fact[] => [
  { label: t('office'), value: office.name },
  ...(office.phone ? [{ label: t('phone'), value: office.phone }] : []),
  ...(office.hours ? [{ label: t('hours'), value: office.hours }] : []),
  ...(office.address ? [{ label: t('address'), value: office.address }] : []),
]
