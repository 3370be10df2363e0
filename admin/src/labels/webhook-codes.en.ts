import type { CodeLabels } from './code-labels.ts'

export const webhookCodes: Pick<
  CodeLabels,
  'webhookStatus' | 'webhookFailure' | 'webhookSubject' | 'webhookDeliveryStatus' | 'webhookDeliveryError'
> = {
  webhookStatus: { active: 'Active', paused: 'Paused', disabled: 'Stopped by the system', ended: 'Deleted' },
  webhookFailure: {
    receiver_gone: 'The receiver answered that this address is used no more (410).',
    receiver_failing: 'Every try has failed for days.',
    access_ended: 'The right of who made this webhook has ended.',
  },
  webhookSubject: {
    person: 'Persons',
    complaint: 'Cases',
    referral: 'Referrals',
    ppks: 'PPKS',
    import: 'Integrated data',
    institution: 'Institutions',
  },
  webhookDeliveryStatus: { waiting: 'Waiting', delivered: 'Delivered', failed: 'Failed', withdrawn: 'Withdrawn' },
  webhookDeliveryError: {
    status: 'Refused by the receiver',
    redirect: 'The receiver points to another address',
    gone: 'The receiver is gone',
    timeout: 'No answer within 15 seconds',
    connection: 'No connection, or it broke off',
    unknown_host: 'The name of the receiver is not known',
    certificate: 'The certificate of the receiver is not valid',
    address_refused: 'The address of the receiver is not public',
    ended: 'The webhook was deleted',
  },
}
