import { ppks, type PpksRegistration } from '@pandu-gempita/shared/ppks'
import { connect } from '../../api.ts'
import { step, type Steps } from '../../components/steps.ts'
import CriteriaField from './components/CriteriaField.vue'
import { t } from './messages.id.ts'

const { ppks: api } = connect({ ppks })
const ending = { tone: 'error', hint: () => t('hints.ending') } as const

export const ppksSteps = (registration: () => PpksRegistration | undefined): Steps => ({
  verifyPpks: step(api.verifyPpks, { icon: 'i-lucide-badge-check', tone: 'primary', hint: () => t('hints.verify') }),
  validatePpks: step(api.validatePpks, {
    icon: 'i-lucide-shield-check',
    tone: 'primary',
    hint: () => t('hints.verify'),
  }),
  determinePpks: step(api.determinePpks, {
    icon: 'i-lucide-gavel',
    tone: 'primary',
    hint: () => t('hints.determine'),
  }),
  activatePpks: step(api.activatePpks, { icon: 'i-lucide-heart-handshake', tone: 'primary' }),
  recordPpksHandled: step(api.recordPpksHandled, { icon: 'i-lucide-circle-check', tone: 'primary' }),
  resumePpks: step(api.resumePpks, { icon: 'i-lucide-rotate-ccw' }),
  resubmitPpks: step(api.resubmitPpks, {
    icon: 'i-lucide-megaphone',
    tone: 'primary',
    field: { component: CriteriaField, props: () => ({ typeCode: registration()?.typeCode }) },
    initial: () => ({
      criteria: registration()?.criteria.map(({ code, met }) => ({ code, met })) ?? [],
      note: registration()?.note ?? '',
    }),
  }),
  returnPpks: step(api.returnPpks, { icon: 'i-lucide-undo-2', hint: () => t('hints.return') }),
  recordPpksLeft: step(api.recordPpksLeft, { icon: 'i-lucide-log-out', ...ending }),
  recordPpksDied: step(api.recordPpksDied, { icon: 'i-lucide-circle-minus', ...ending }),
  recordPpksMoved: step(api.recordPpksMoved, { icon: 'i-lucide-map-pin-off', ...ending }),
})
