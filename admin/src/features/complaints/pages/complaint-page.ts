/** What the page of a case says and shows by the state that the case is in. */
import { complaintRecord } from '@pandu-gempita/shared/complaint-record'
import type { Complaint } from '@pandu-gempita/shared/complaints'
import { inGroup } from '@pandu-gempita/shared/contract/record'
import { referralRecord } from '@pandu-gempita/shared/referrals'
import { formatDateTime } from '../../../format/dates.ts'
import { label } from '../../../labels/codes.ts'
import type { Fact } from '../../../ui/FactList.vue'
import type { Tone } from '../../../ui/tone.ts'
import { t } from '../messages.id.ts'

export const titleOf = ({ topic, ticket }: Pick<Complaint, 'topic' | 'ticket'>): string =>
  topic ? label('topic', topic) : t('caseTitle', { ticket })

/** Ticket, person and kind: a case without a topic yet has to be told apart too. */
export const aboutOf = (known: Pick<Complaint, 'topic' | 'ticket' | 'kind' | 'subject' | 'reporter'>): string =>
  [
    known.topic ? t('caseTitle', { ticket: known.ticket }) : t('noTopic'),
    known.subject?.name ?? known.reporter.name ?? t('anonymous'),
    !known.topic && known.kind && label('kind', known.kind),
  ]
    .filter(Boolean)
    .join(' · ')

export const categoryOf = ({
  kind,
  sector,
  programmeOwner,
}: Pick<Complaint, 'kind' | 'sector' | 'programmeOwner'>): string[] => [
  ...(kind ? [label('kind', kind)] : []),
  ...(sector ? [label('sector', sector)] : []),
  ...(programmeOwner ? [label('owner', programmeOwner)] : []),
]

type Legs = { readonly referrals: readonly Pick<Complaint['referrals'][number], 'status' | 'institutionName'>[] }

/** A referral that came back is what the officer has to deal with now. */
const returnedText = ({ status, referrals }: Pick<Complaint, 'status'> & Legs): string | undefined => {
  const last = referrals.at(-1)
  if (!last || !inGroup(complaintRecord, 'categorised', status)) return undefined
  if (inGroup(referralRecord, 'declined', last.status))
    return t('referralDeclined', { institution: last.institutionName })
  return inGroup(referralRecord, 'cancelled', last.status) ? t('referralCancelled') : undefined
}

export interface Reason {
  readonly title: string
  readonly text: string
  readonly tone: Extract<Tone, 'warning' | 'neutral'>
  readonly icon: string
}
/** Why the case stands where it stands: said first, for it is what the next officer deals with. */
export const reasonOf = (known: Pick<Complaint, 'status' | 'statusReason'> & Legs): Reason | undefined => {
  const text = known.statusReason ?? ''
  const returned = returnedText(known)
  if (returned) return { title: returned, text, tone: 'warning', icon: 'i-lucide-undo-2' }
  if (!known.statusReason) return undefined
  return {
    title: t('reasonOf', { step: label('complaintStatus', known.status) }),
    text,
    tone: inGroup(complaintRecord, 'ended', known.status) ? 'neutral' : 'warning',
    icon: 'i-lucide-message-square-quote',
  }
}

/** A case that was opened again has no outcome yet, only an earlier one. */
export const outcomeName = ({ status }: Pick<Complaint, 'status'>): string =>
  inGroup(complaintRecord, 'ended', status) ? t('outcome') : t('outcomeBefore')

/** An officer has the case, and yet no time runs: the citizen has to bring something. */
export const clockStopped = ({ status }: Pick<Complaint, 'status'>): boolean =>
  inGroup(complaintRecord, 'open', status) && !(status in (complaintRecord.clocks ?? {}))

/** Whose turn it is while the case is out of the officer's hands. */
export const waitsFor = (
  known: Pick<Complaint, 'status' | 'waitsForApproval' | 'allowedActions'> & Legs,
): string | undefined => {
  if (known.waitsForApproval) return t('waitsForApproval')
  const legs = known.referrals
    .filter(({ status }) => inGroup(referralRecord, 'withInstitution', status))
    .map((leg) => leg.institutionName)
  if (inGroup(complaintRecord, 'away', known.status) && legs.length > 0)
    return t('waitsForInstitution', { institution: legs.join(', ') })
  const decides = known.allowedActions.some(({ action, allowed }) => action === 'determineOutcome' && allowed)
  return inGroup(complaintRecord, 'undetermined', known.status) && !decides ? t('waitsForDetermination') : undefined
}

export const factsOf = (known: Pick<Complaint, 'createdAt' | 'createdByName' | 'regionPath' | 'channel'>): Fact[] => [
  { label: t('received'), value: formatDateTime(known.createdAt) },
  { label: t('responsible'), value: known.createdByName },
  { label: t('colRegion'), value: known.regionPath },
  { label: t('channel'), value: label('channel', known.channel) },
]
