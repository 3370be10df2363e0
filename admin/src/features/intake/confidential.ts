/** Some topics are confidential by themselves; the officer says so of any other. */
import { confidentialTopics, type ConfidentialReason } from '@pandu-gempita/shared/complaint-record'
import type { Intake } from './state.ts'

export const confidentialBy = ({
  topic,
  confidential,
}: Pick<Intake['what'], 'topic' | 'confidential'>): ConfidentialReason | undefined =>
  (topic && confidentialTopics[topic]) ?? confidential
