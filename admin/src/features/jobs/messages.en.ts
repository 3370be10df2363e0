import type { Shape } from '../../i18n/i18n.ts'
import type { Messages } from './messages.id.ts'

export const en: Shape<Messages> = {
  list: 'Background jobs',
  intro: 'Reading files, applying imports and making exports. Content and names of citizens are not shown here.',
  workerWell: 'The worker is alive, and nothing waits.',
  workerBusy: 'The worker is alive. {count} jobs wait, the oldest for {age}.',
  workerGone:
    'The worker has given no sign of life for {age}. {count} jobs wait. Start the worker process on the server again; if it runs, look at its log.',
  workerNever:
    'There has never been a worker on this server. Start the worker process; imports and exports wait until then.',
  colTask: 'Job',
  colState: 'State',
  colAttempts: 'Attempts',
  colDeaths: 'Broke off',
  colCreated: 'Made',
  colNext: 'Started or tried again',
  colActions: 'Actions',
  subject: 'Number {id}',
  retry: 'Try again',
  giveUp: 'Give up',
  giveUpTitle: 'Give this job up?',
  giveUpImport: 'The import is refused, and the officer is told what can be done. What is applied already stays.',
  giveUpExport: 'The export is not made; who asked for it is told and can ask again.',
  giveUpRunning: 'A job that runs stops at its next safe point.',
  retried: 'The job is tried again.',
  ended: 'The job is given up.',
  kept: {
    title: 'How long is kept what',
    intro:
      'Removed every hour by the worker. Data of citizens, cases, the audit log and the access log are not removed.',
    kind: 'Kind',
    time: 'Kept for',
    basis: 'Basis',
    last: 'Last removed',
    atOnce: 'until it ends',
    days: '{count} days',
    hours: '{count} hours',
    from: {
      made: 'after it is made',
      ended: 'after it ended',
      changed: 'after its last change',
      cut_off: 'after its cut-off',
    },
    bases: { purpose: 'What it is for', proposal: 'A proposal, to be confirmed by the office' },
    removed: '{when}: {count}',
    nothing: 'Looked at {when}, nothing was too old',
    never: 'Never looked at',
  },
  emptyTitle: 'No jobs',
  emptyText: 'All imports and exports of your area are done.',
}
