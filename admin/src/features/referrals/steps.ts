import { referrals } from '@pandu-gempita/shared/referrals'
import { connect } from '../../api.ts'
import { step, type Steps } from '../../components/steps.ts'
import { t } from './messages.id.ts'

const { referrals: api } = connect({ referrals })

export const referralSteps: Steps = {
  approveReferral: step(api.approveReferral, {
    icon: 'i-lucide-stamp',
    tone: 'primary',
    hint: () => t('hints.approve'),
    direct: true,
    initial: () => ({ sendNow: true }),
  }),
  sendReferral: step(api.sendReferral, { icon: 'i-lucide-send', tone: 'primary', direct: true }),
  acceptReferral: step(api.acceptReferral, {
    icon: 'i-lucide-handshake',
    tone: 'primary',
    direct: true,
    initial: () => ({ startNow: true }),
  }),
  startReferral: step(api.startReferral, { icon: 'i-lucide-play', tone: 'primary', direct: true }),
  completeReferral: step(api.completeReferral, {
    icon: 'i-lucide-circle-check',
    tone: 'primary',
    lists: { result: 'referralResult' },
    hint: () => t('hints.complete'),
  }),
  declineReferral: step(api.declineReferral, {
    icon: 'i-lucide-circle-x',
    tone: 'error',
    lists: { reason: 'declineReason' },
    hint: () => t('hints.decline'),
  }),
  cancelReferral: step(api.cancelReferral, {
    icon: 'i-lucide-undo-2',
    tone: 'error',
    hint: () => t('hints.cancel'),
  }),
  refuseReferral: step(api.refuseReferral, {
    icon: 'i-lucide-undo-2',
    tone: 'error',
    hint: () => t('hints.refuse'),
  }),
}
