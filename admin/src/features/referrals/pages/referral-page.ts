/** What the page of a referral says and shows by the state that the referral is in. */
import { inGroup } from '@pandu-gempita/shared/contract/record'
import { referralRecord, type Referral } from '@pandu-gempita/shared/referrals'
import { formatDateTime } from '../../../format/dates.ts'
import { formatIdentifier } from '../../../format/identifiers.ts'
import { label } from '../../../labels/codes.ts'
import type { Fact } from '../../../ui/FactList.vue'
import { t } from '../messages.id.ts'

export const aboutOf = (known: Pick<Referral, 'personName' | 'ticket' | 'institutionName'>): string =>
  [known.personName, known.ticket, t('to', { institution: known.institutionName })].filter(Boolean).join(' · ')

/** Whose turn it is, when it is not this account's. Calling it off is open to the office all along, and no turn. */
export const waitsFor = (
  known: Pick<Referral, 'status' | 'institutionName' | 'allowedActions'>,
): string | undefined => {
  if (known.allowedActions.some(({ action, allowed }) => allowed && action !== 'cancelReferral')) return undefined
  if (inGroup(referralRecord, 'inside', known.status)) return t('waitsForApproval')
  if (inGroup(referralRecord, 'withInstitution', known.status))
    return t('waitsForInstitution', { institution: known.institutionName })
  return undefined
}

/** An institution is told no more about the person once the referral has left its hands. */
export const nobodyText = ({ status, story }: Pick<Referral, 'status' | 'story'>): string =>
  inGroup(referralRecord, 'offHands', status) && story === null ? t('withheld') : t('nobody')

type Address = NonNullable<NonNullable<Referral['subject']>['address']>
export const streetOf = (address: Pick<Address, 'street' | 'hamlet' | 'rt' | 'rw'> | null): string | null => {
  if (!address) return null
  const rtRw = [address.rt && `RT ${address.rt}`, address.rw && `RW ${address.rw}`].filter(Boolean).join(' ')
  return [address.street, address.hamlet, rtRw].filter(Boolean).join(', ') || null
}

export const subjectFacts = ({ subject, regionPath }: Pick<Referral, 'subject' | 'regionPath'>): Fact[] =>
  subject
    ? [
        { label: t('name'), value: subject.name ?? t('unnamed') },
        { label: t('phone'), value: subject.phone ?? t('noPhone') },
        {
          label: subject.address?.kind === 'card' ? t('addressCard') : t('address'),
          value: streetOf(subject.address) ?? t('noStreet'),
        },
        { label: t('village'), value: subject.address?.regionPath ?? regionPath },
        { label: t('sex'), value: label('sex', subject.sex) },
        { label: t('age'), value: subject.age === null ? null : t('years', { age: subject.age }) },
        { label: t('nik'), value: formatIdentifier(subject.nik) },
      ]
    : []

export const factsOf = (
  known: Pick<Referral, 'createdAt' | 'createdByName' | 'dueAt' | 'kind' | 'sector' | 'programmeCode' | 'regionPath'>,
): Fact[] => [
  { label: t('created'), value: formatDateTime(known.createdAt) },
  { label: t('createdBy'), value: known.createdByName },
  ...(known.dueAt ? [{ label: t('colDue'), value: formatDateTime(known.dueAt) }] : []),
  { label: t('kind'), value: label('kind', known.kind) },
  { label: t('sector'), value: label('sector', known.sector) },
  ...(known.programmeCode ? [{ label: t('programme'), value: known.programmeCode }] : []),
  { label: t('place'), value: known.regionPath },
]
