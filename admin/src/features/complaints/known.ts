/** What the record of a case already says to a step: what is shown above its fields, and what they begin with. */
import type { Complaint } from '@pandu-gempita/shared/complaints'
import type { outcomes } from '@pandu-gempita/shared/complaint-record'
import { categoryOfTopic } from '../../components/suggest-topics.ts'
import type { Quote } from '../../components/steps.ts'
import { label } from '../../labels/codes.ts'
import { t } from './messages.id.ts'

type Known<K extends keyof Complaint> = Pick<Complaint, K> | undefined

export const storyOf = (known: Known<'story'>): Quote[] => (known ? [{ title: t('story'), text: known.story }] : [])

const answered = (known: Known<'referrals'>) => (known?.referrals ?? []).filter((leg) => leg.result !== null)
/** What institutions said, in their words. */
export const answersOf = (known: Known<'referrals'>): Quote[] =>
  answered(known).map(({ institutionName, result, resultNote }) => ({
    title: t('answerOf', { institution: institutionName }),
    text: [label('referralResult', result ?? ''), resultNote].filter(Boolean).join('\n'),
  }))

export const knownCategory = (
  known: Known<'kind' | 'sector' | 'topic' | 'programmeOwner' | 'programmeCode' | 'urgency'>,
) => ({
  kind: known?.kind ?? undefined,
  sector: known?.sector ?? undefined,
  topic: known?.topic ?? undefined,
  programmeOwner: known?.programmeOwner ?? undefined,
  programmeCode: known?.programmeCode ?? undefined,
  urgency: known?.urgency,
})
type Categorised = Parameters<typeof knownCategory>[0]

const present = (category: object): object =>
  Object.fromEntries(Object.entries(category).filter(([, value]) => value !== undefined))

/** Who has a desil is in the targeting data; the officer sees the answer and may give another. */
export const screeningOf = (known: (Categorised & object & Pick<Complaint, 'subject'>) | undefined) => ({
  ...(known?.subject && { subjectPersonId: known.subject.personId }),
  ...(known?.subject?.desil != null && { result: 'listed' }),
  // What intake could not say waits, or is said here.
  ...(known?.topic && {
    category: { ...categoryOfTopic(known.topic), ...present(knownCategory(known)) },
  }),
})

const OUTCOMES: Readonly<Record<string, (typeof outcomes)[number]>> = {
  served: 'served',
  not_eligible: 'criteria_not_met',
}
/** The answer of the institution is where an outcome begins, when there is one alone. */
export const outcomeFrom = (known: Known<'referrals'>) => {
  const [only, ...others] = answered(known)
  if (!only || others.length > 0) return {}
  return { outcome: OUTCOMES[only.result ?? ''], note: only.resultNote ?? undefined }
}
