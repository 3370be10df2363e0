/** Background jobs, in English. */
import type { CodeLabels } from './code-labels.ts'

export const jobCodes: Pick<CodeLabels, 'jobTask' | 'jobState' | 'retention'> = {
  jobTask: { prepareImport: 'Reading a file', applyImport: 'Applying an import', makeExport: 'Making an export' },
  jobState: {
    waiting: 'Waits for its turn',
    running: 'Running',
    retrying: 'Failed, is tried again',
    stuck: 'Stuck',
    ending: 'Is being given up',
  },
  retention: {
    idempotency_replies: 'Replies for repeated requests',
    sessions: 'Sessions of officers and tokens of applications',
    sign_in_tries: 'Failed sign-ins',
    export_files: 'Files of exports',
    webhook_deliveries: 'Messages of webhooks',
    webhook_old_secrets: 'Former secrets of webhooks',
    drafts: 'Forms not sent yet',
    unfinished_uploads: 'Unfinished uploads',
    stray_pieces: 'Pieces of files without an import',
    import_files: 'Files of imports that failed',
    import_rows: 'Rows of imports that have ended',
    import_rejects: 'Content of rejected rows (reasons and counts stay)',
    release_presence: 'Who stands in a release (the newest two stay)',
  },
}
