import { complaints } from '@pandu-gempita/shared/complaints'
import type { Complaint } from '@pandu-gempita/shared/complaints'
import { referrals } from '@pandu-gempita/shared/referrals'
import { connect } from '../../api.ts'
import { step, type Steps } from '../../components/steps.ts'
import { label } from '../../labels/codes.ts'
import AccusedField from './components/AccusedField.vue'
import CategoryFields from './components/CategoryFields.vue'
import InstitutionField from './components/InstitutionField.vue'
import { t } from './messages.id.ts'
import { answersOf, knownCategory, outcomeFrom, screeningOf, storyOf } from './known.ts'

const api = connect({ complaints, referrals })
const { complaints: cases } = api

const endingHint = (complaint: Complaint | undefined): string =>
  complaint?.ending
    ? t('endingAsked', {
        name: complaint.ending.askedByName,
        kind: label('ending', complaint.ending.kind),
        reason: complaint.ending.reason,
      })
    : ''

/** Every step of a case; which of them are possible is the server's answer. */
export const complaintSteps = (complaint: () => Complaint | undefined): Steps => ({
  registerComplaint: step(cases.registerComplaint, { icon: 'i-lucide-ticket', tone: 'primary' }),
  screenComplaint: step(cases.screenComplaint, {
    icon: 'i-lucide-scan-search',
    tone: 'primary',
    lists: { result: 'screening' },
    hint: () => t('hints.screen'),
    reads: () => storyOf(complaint()),
    field: {
      component: CategoryFields,
      props: () => ({ story: complaint()?.story ?? '', within: 'category' }),
      instead: ['category'],
    },
    initial: () => screeningOf(complaint()),
  }),
  categoriseComplaint: step(cases.categoriseComplaint, {
    icon: 'i-lucide-tags',
    tone: 'primary',
    reads: () => storyOf(complaint()),
    field: {
      component: CategoryFields,
      props: () => ({ story: complaint()?.story ?? '' }),
      instead: ['kind', 'sector', 'topic', 'programmeOwner', 'programmeCode', 'urgency'],
    },
    initial: () => knownCategory(complaint()),
  }),
  startHandling: step(cases.startHandling, { icon: 'i-lucide-play', tone: 'primary', direct: true }),
  takeOverComplaint: step(cases.takeOverComplaint, { icon: 'i-lucide-hand', tone: 'primary', direct: true }),
  submitForDetermination: step(cases.submitForDetermination, {
    icon: 'i-lucide-gavel',
    tone: 'primary',
    hint: () => t('hints.submit'),
    reads: () => storyOf(complaint()),
  }),
  recordSubjectGone: step(cases.recordSubjectGone, {
    icon: 'i-lucide-user-x',
    lists: { why: 'goneWhy' },
    hint: () => t('hints.gone'),
  }),
  determineOutcome: step(cases.determineOutcome, {
    icon: 'i-lucide-gavel',
    tone: 'primary',
    lists: { outcome: 'outcome' },
    only: () => ({ outcome: complaint()?.possibleOutcomes ?? [] }),
    hint: () => t('hints.determine'),
    reads: () => [...storyOf(complaint()), ...answersOf(complaint())],
    initial: () => outcomeFrom(complaint()),
  }),
  closeComplaint: step(cases.closeComplaint, {
    icon: 'i-lucide-circle-check-big',
    tone: 'primary',
    lists: { told: 'tellingWay' },
    hint: () => t('hints.close'),
  }),
  receiveDocuments: step(cases.receiveDocuments, { icon: 'i-lucide-file-check', tone: 'primary' }),
  recordFieldVisit: step(cases.recordFieldVisit, { icon: 'i-lucide-map-pin-check', tone: 'primary' }),
  referComplaint: step(api.referrals.referComplaint, {
    icon: 'i-lucide-send',
    hint: () => t('hints.refer'),
    reads: () => storyOf(complaint()),
    field: {
      component: InstitutionField,
      props: () => ({ sector: complaint()?.sector }),
      instead: ['institutionId'],
    },
    initial: () => ({ programmeCode: complaint()?.programmeCode ?? undefined }),
  }),
  requestFieldVisit: step(cases.requestFieldVisit, { icon: 'i-lucide-map-pinned', reads: () => storyOf(complaint()) }),
  requestDocuments: step(cases.requestDocuments, {
    icon: 'i-lucide-file-clock',
    hint: () => t('hints.documents'),
  }),
  escalateComplaint: step(cases.escalateComplaint, {
    icon: 'i-lucide-arrow-up-right',
    hint: () => t('hints.escalate'),
  }),
  renewComplaintSecret: step(cases.renewComplaintSecret, {
    icon: 'i-lucide-key-round',
    lists: { proof: 'identityProof' },
    hint: () => t('hints.secret'),
  }),
  returnToOfficer: step(cases.returnToOfficer, { icon: 'i-lucide-undo-2', reads: () => storyOf(complaint()) }),
  reopenComplaint: step(cases.reopenComplaint, { icon: 'i-lucide-rotate-ccw', reads: () => storyOf(complaint()) }),
  confirmComplaintEnding: step(cases.confirmComplaintEnding, {
    icon: 'i-lucide-check-check',
    tone: 'error',
    leads: true,
    quiet: true,
    hint: () => endingHint(complaint()),
    reads: () => storyOf(complaint()),
  }),
  declineComplaintEnding: step(cases.declineComplaintEnding, {
    icon: 'i-lucide-rotate-ccw',
    leads: true,
    quiet: true,
    hint: () => endingHint(complaint()),
    reads: () => storyOf(complaint()),
  }),
  upholdRejection: step(cases.upholdRejection, {
    icon: 'i-lucide-scale',
    quiet: true,
    hint: () => t('hints.review'),
  }),
  overturnRejection: step(cases.overturnRejection, {
    icon: 'i-lucide-rotate-ccw',
    quiet: true,
    hint: () => t('hints.review'),
  }),
  markComplaintConfidential: step(cases.markComplaintConfidential, {
    icon: 'i-lucide-lock',
    lists: { reason: 'confidential' },
    hint: () => t('hints.confidential'),
  }),
  nameAccused: step(cases.nameAccused, {
    icon: 'i-lucide-user-x',
    quiet: true,
    hint: () => t('hints.accused'),
    field: { component: AccusedField, props: () => ({ regionCode: complaint()?.regionCode }) },
  }),
  markComplaintDuplicate: step(cases.markComplaintDuplicate, {
    icon: 'i-lucide-copy',
    tone: 'error',
    hint: () => t('hints.duplicate'),
    reads: () => storyOf(complaint()),
  }),
  withdrawComplaint: step(cases.withdrawComplaint, {
    icon: 'i-lucide-undo-2',
    tone: 'error',
    hint: () => t('hints.withdraw'),
  }),
  rejectComplaint: step(cases.rejectComplaint, {
    icon: 'i-lucide-circle-x',
    tone: 'error',
    hint: () => t('hints.reject'),
    reads: () => storyOf(complaint()),
  }),
})
