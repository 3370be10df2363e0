import type { DraftHead } from '@pandu-gempita/shared/drafts'
import type { Caller } from '../harness.ts'

let number = 0
/** A form of its own for each, so that samples and tests do not meet. */
export const draftForm = (): string =>
  `step.rejectComplaint.00000000-0000-4000-8000-${String(++number).padStart(12, '0')}`

export const keepDraft = (
  { api }: Caller,
  form = draftForm(),
  fields: object = { note: 'Ditulis sebagian.' },
  version = 0,
): Promise<DraftHead> =>
  api.drafts.putDraft({ params: { form }, body: { content: JSON.stringify(fields) }, ifMatch: version })
