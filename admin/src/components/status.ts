/** How each state looks: a tone and an icon beside its words. */
import type { Tone } from '../ui/tone.ts'

export interface StatusLook {
  readonly icon: string
  readonly tone: Tone
}
const look = (icon: string, tone: Tone): StatusLook => ({ icon: `i-lucide-${icon}`, tone })
const UNKNOWN = look('circle', 'neutral')

const looks: Readonly<Record<string, Readonly<Record<string, StatusLook>>>> = {
  complaintStatus: {
    draft: look('file-pen', 'neutral'),
    registered: look('ticket', 'info'),
    screened: look('scan-search', 'info'),
    categorised: look('tags', 'info'),
    in_handling: look('loader', 'primary'),
    field_visit: look('map-pinned', 'primary'),
    awaiting_documents: look('file-clock', 'warning'),
    referred: look('send', 'primary'),
    escalated: look('arrow-up-right', 'warning'),
    determination: look('gavel', 'warning'),
    resolved: look('circle-check', 'success'),
    closed: look('circle-check-big', 'neutral'),
    reopened: look('rotate-ccw', 'warning'),
    rejected: look('circle-x', 'error'),
    withdrawn: look('undo-2', 'neutral'),
    duplicate: look('copy', 'neutral'),
  },
  referralStatus: {
    created: look('file-plus', 'info'),
    approved: look('stamp', 'info'),
    sent: look('send', 'primary'),
    accepted: look('handshake', 'primary'),
    declined: look('circle-x', 'error'),
    in_progress: look('loader', 'primary'),
    completed: look('circle-check', 'success'),
    cancelled: look('undo-2', 'neutral'),
  },
  ppksStatus: {
    reported: look('megaphone', 'info'),
    verified: look('badge-check', 'info'),
    validated: look('shield-check', 'info'),
    determined: look('gavel', 'primary'),
    returned: look('undo-2', 'warning'),
    active: look('heart-handshake', 'primary'),
    handled: look('circle-check', 'success'),
    left: look('log-out', 'neutral'),
    died: look('circle-minus', 'neutral'),
    moved: look('map-pin-off', 'neutral'),
  },
  importStatus: {
    uploaded: look('upload', 'info'),
    parsed: look('file-text', 'info'),
    validated: look('list-checks', 'info'),
    matched: look('eye', 'warning'),
    reviewed: look('loader', 'primary'),
    applied: look('circle-check', 'success'),
    refused: look('circle-x', 'error'),
  },
  accountStatus: { active: look('circle-check', 'success'), suspended: look('circle-pause', 'warning') },
}
export type StatusList = 'complaintStatus' | 'referralStatus' | 'ppksStatus' | 'importStatus' | 'accountStatus'
export const statusLook = (list: StatusList, status: string): StatusLook => looks[list]?.[status] ?? UNKNOWN
