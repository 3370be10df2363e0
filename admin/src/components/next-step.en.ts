import type { complaintRecord } from '@pandu-gempita/shared/complaint-record'
import type { StateOf } from '@pandu-gempita/shared/contract/record'

export const en: Readonly<Record<StateOf<typeof complaintRecord>, string>> = {
  draft: 'An officer completes the report.',
  registered: 'An officer checks your data.',
  screened: 'An officer sorts the report by kind and topic.',
  categorised: 'An officer begins to handle the report, or refers it to an institution.',
  in_handling: 'An officer completes the work, or refers the report to an institution.',
  field_visit: 'An officer comes to see the situation.',
  awaiting_documents: 'Bring the documents that were asked for to our office.',
  referred: 'The institution handles the report and answers.',
  escalated: 'An officer of the kabupaten/kota takes the report over.',
  determination: 'The manager determines the outcome.',
  resolved: 'An officer tells you the outcome.',
  closed: 'Nothing. If it is not right, object or contact our office within 30 days; the report can be reopened.',
  reopened: 'An officer studies the report once more.',
  rejected: 'Nothing. If you do not agree, object or contact our office within 30 days.',
  withdrawn: 'Nothing. You can make a new report at any time.',
  duplicate: 'The other report of the same matter is still handled.',
}
