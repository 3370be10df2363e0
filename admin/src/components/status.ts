/** How each state looks: a tone and an icon beside its words. */
import type { Tone } from '../ui/tone.ts'

export interface StatusLook {
  readonly icon: string
  readonly tone: Tone
}
const look = (icon: string, tone: Tone): StatusLook => ({ icon, tone })
const UNKNOWN = look('i-lucide-circle', 'neutral')

const looks: Readonly<Record<string, Readonly<Record<string, StatusLook>>>> = {
  complaintStatus: {
    draft: look('i-lucide-file-pen', 'neutral'),
    registered: look('i-lucide-ticket', 'info'),
    screened: look('i-lucide-scan-search', 'info'),
    categorised: look('i-lucide-tags', 'info'),
    in_handling: look('i-lucide-loader', 'primary'),
    field_visit: look('i-lucide-map-pinned', 'primary'),
    awaiting_documents: look('i-lucide-file-clock', 'warning'),
    referred: look('i-lucide-send', 'primary'),
    escalated: look('i-lucide-arrow-up-right', 'warning'),
    determination: look('i-lucide-gavel', 'warning'),
    resolved: look('i-lucide-circle-check', 'success'),
    closed: look('i-lucide-circle-check-big', 'neutral'),
    reopened: look('i-lucide-rotate-ccw', 'warning'),
    rejected: look('i-lucide-circle-x', 'error'),
    withdrawn: look('i-lucide-undo-2', 'neutral'),
    duplicate: look('i-lucide-copy', 'neutral'),
  },
  referralStatus: {
    created: look('i-lucide-stamp', 'warning'),
    approved: look('i-lucide-stamp', 'info'),
    sent: look('i-lucide-send', 'primary'),
    accepted: look('i-lucide-handshake', 'primary'),
    declined: look('i-lucide-circle-x', 'error'),
    in_progress: look('i-lucide-loader', 'primary'),
    completed: look('i-lucide-circle-check', 'success'),
    cancelled: look('i-lucide-undo-2', 'neutral'),
  },
  ppksStatus: {
    reported: look('i-lucide-megaphone', 'info'),
    verified: look('i-lucide-badge-check', 'info'),
    validated: look('i-lucide-shield-check', 'info'),
    determined: look('i-lucide-gavel', 'primary'),
    returned: look('i-lucide-undo-2', 'warning'),
    active: look('i-lucide-heart-handshake', 'primary'),
    handled: look('i-lucide-circle-check', 'success'),
    left: look('i-lucide-log-out', 'neutral'),
    died: look('i-lucide-circle-minus', 'neutral'),
    moved: look('i-lucide-map-pin-off', 'neutral'),
  },
  importStatus: {
    uploaded: look('i-lucide-upload', 'info'),
    parsed: look('i-lucide-file-text', 'info'),
    validated: look('i-lucide-list-checks', 'info'),
    matched: look('i-lucide-eye', 'warning'),
    reviewed: look('i-lucide-loader', 'primary'),
    applied: look('i-lucide-circle-check', 'success'),
    refused: look('i-lucide-circle-x', 'error'),
    cancelled: look('i-lucide-octagon-x', 'neutral'),
  },
  jobState: {
    waiting: look('i-lucide-hourglass', 'info'),
    running: look('i-lucide-loader', 'primary'),
    retrying: look('i-lucide-rotate-ccw', 'warning'),
    stuck: look('i-lucide-triangle-alert', 'error'),
    ending: look('i-lucide-octagon-x', 'neutral'),
  },
  exportStatus: {
    waiting: look('i-lucide-hourglass', 'info'),
    running: look('i-lucide-loader', 'primary'),
    ready: look('i-lucide-circle-check', 'success'),
    failed: look('i-lucide-circle-x', 'error'),
    expired: look('i-lucide-clock-alert', 'neutral'),
  },
  webhookStatus: {
    active: look('i-lucide-circle-check', 'success'),
    paused: look('i-lucide-circle-pause', 'warning'),
    disabled: look('i-lucide-circle-alert', 'error'),
    ended: look('i-lucide-circle-x', 'neutral'),
  },
  webhookDeliveryStatus: {
    waiting: look('i-lucide-hourglass', 'info'),
    delivered: look('i-lucide-circle-check', 'success'),
    failed: look('i-lucide-circle-x', 'error'),
    withdrawn: look('i-lucide-undo-2', 'neutral'),
  },
  accountStatus: {
    active: look('i-lucide-circle-check', 'success'),
    suspended: look('i-lucide-circle-pause', 'warning'),
  },
  releaseStatus: {
    pending: look('i-lucide-hourglass', 'warning'),
    released: look('i-lucide-circle-check', 'success'),
    refused: look('i-lucide-circle-x', 'error'),
    withdrawn: look('i-lucide-undo-2', 'neutral'),
  },
}
export type StatusList =
  | 'complaintStatus'
  | 'referralStatus'
  | 'ppksStatus'
  | 'importStatus'
  | 'exportStatus'
  | 'jobState'
  | 'webhookStatus'
  | 'webhookDeliveryStatus'
  | 'accountStatus'
  | 'releaseStatus'
export const statusLook = (list: StatusList, status: string): StatusLook => looks[list]?.[status] ?? UNKNOWN
