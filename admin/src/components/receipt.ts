/** What stands on a receipt. Apart from the card, so that it is tested without a page. */
import { complaintRecord } from '@pandu-gempita/shared/complaint-record'
import { inGroup } from '@pandu-gempita/shared/contract/record'
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
  // What still has a day after a rejection is the review by the Inspektorat, and nothing that the citizen must do by then.
  if (dueAt && inGroup(complaintRecord, 'rejected', status)) return t('review', { date: formatDate(dueAt) })
  const step = nextStep(status)
  return step && dueAt ? t('nextBy', { step, date: formatDate(dueAt) }) : step
}

type Told = Pick<Receipt, 'office'> & {
  readonly complaint: Pick<
    Receipt['complaint'],
    'reporter' | 'topic' | 'confidential' | 'createdByName' | 'status' | 'dueAt'
  >
}
/** The paper is carried home and may be found there: of a confidential case it tells neither who nor what. */
export const receiptFacts = ({ complaint, office }: Told): Fact[] => [
  ...(complaint.confidential
    ? [{ label: t('reporter'), value: t('kept') }]
    : [
        { label: t('reporter'), value: complaint.reporter.name ?? t('anonymous') },
        ...(complaint.topic ? [{ label: t('topic'), value: label('topic', complaint.topic) }] : []),
      ]),
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
