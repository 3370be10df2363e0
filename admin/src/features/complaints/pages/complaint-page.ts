/** What the page of a case says and shows by the state that the case is in. */
import { complaintRecord } from '@pandu-gempita/shared/complaint-record'
import type { Complaint } from '@pandu-gempita/shared/complaints'
import { inGroup } from '@pandu-gempita/shared/contract/record'
import { referralRecord } from '@pandu-gempita/shared/referrals'
import { formatDate, formatDateTime } from '../../../format/dates.ts'
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

/** A clock that still runs although the matter has ended is no promise to the citizen any more, and says what it is for. */
export const clockOf = ({ status }: Pick<Complaint, 'status'>): 'closing' | 'review' | undefined => {
  if (inGroup(complaintRecord, 'rejected', status)) return 'review'
  return inGroup(complaintRecord, 'answered', status) ? 'closing' : undefined
}

/** What the Inspektorat found of a rejection. */
export const reviewOf = ({ review }: Pick<Complaint, 'review'>): Reason | undefined =>
  review?.at
    ? {
        title: t(review.upheld === true ? 'reviewUpheld' : 'reviewOverturned', { date: formatDate(review.at) }),
        text: review.note ?? '',
        tone: 'neutral',
        icon: 'i-lucide-scale',
      }
    : undefined

const REVIEW = ['upholdRejection', 'overturnRejection']
/** Confidential is what stays so: nobody is asked for it twice. A review is offered to whose daily work it is. */
export const actionsOf = (
  { confidential, allowedActions }: Pick<Complaint, 'confidential' | 'allowedActions'>,
  reviews: boolean,
): Complaint['allowedActions'] =>
  allowedActions.filter(
    ({ action }) =>
      (confidential === null || action !== 'markComplaintConfidential') && (reviews || !REVIEW.includes(action)),
  )

/** Steps by which somebody moves the case on. Ending it, or keeping it from others, moves nothing. */
const MOVES = [
  'registerComplaint',
  'screenComplaint',
  'categoriseComplaint',
  'startHandling',
  'takeOverComplaint',
  'submitForDetermination',
  'determineOutcome',
  'closeComplaint',
  'receiveDocuments',
  'recordFieldVisit',
  'confirmComplaintEnding',
  'upholdRejection',
]
type Turn = Pick<Complaint, 'status' | 'waitsForApproval' | 'allowedActions' | 'confidential' | 'dueAt' | 'ending'> &
  Legs

const turnOf = (known: Turn): string | undefined => {
  if (known.waitsForApproval) return t('waitsForApproval')
  const legs = known.referrals
    .filter(({ status }) => inGroup(referralRecord, 'withInstitution', status))
    .map((leg) => leg.institutionName)
  if (inGroup(complaintRecord, 'away', known.status))
    return legs.length > 0 ? t('waitsForInstitution', { institution: legs.join(', ') }) : undefined
  if (known.allowedActions.some(({ action, allowed }) => allowed && MOVES.includes(action))) return undefined
  if (known.ending) return t('waitsForSecond')
  if (inGroup(complaintRecord, 'rejected', known.status)) return known.dueAt ? t('waitsForReview') : undefined
  if (inGroup(complaintRecord, 'undetermined', known.status)) return t('waitsForDetermination')
  if (inGroup(complaintRecord, 'withManager', known.status)) return t('waitsForClosing')
  if (clockStopped(known)) return t('waitsForDocuments')
  if (inGroup(complaintRecord, 'escalated', known.status)) return t('waitsForTakeOver')
  if (!inGroup(complaintRecord, 'onDesk', known.status)) return undefined
  return known.confidential === null ? t('waitsForOfficer') : t('waitsForCircle')
}
/** Whose turn it is, and by when, while it is not the turn of who looks at it. */
export const waitsFor = (known: Turn): string | undefined => {
  const turn = turnOf(known)
  return turn && known.dueAt ? `${turn} ${t('byWhen', { date: formatDateTime(known.dueAt) })}` : turn
}

export const factsOf = (known: Pick<Complaint, 'createdAt' | 'createdByName' | 'regionPath' | 'channel'>): Fact[] => [
  { label: t('received'), value: formatDateTime(known.createdAt) },
  { label: t('responsible'), value: known.createdByName },
  { label: t('colRegion'), value: known.regionPath },
  { label: t('channel'), value: label('channel', known.channel) },
]
