/** Background jobs, in English. */
import type { CodeLabels } from './codes.ts'

export const jobCodes: Pick<CodeLabels, 'jobTask' | 'jobState'> = {
  jobTask: { prepareImport: 'Reading a file', applyImport: 'Applying an import', makeExport: 'Making an export' },
  jobState: {
    waiting: 'Waits for its turn',
    running: 'Running',
    retrying: 'Failed, is tried again',
    stuck: 'Stuck',
    ending: 'Is being given up',
  },
}
