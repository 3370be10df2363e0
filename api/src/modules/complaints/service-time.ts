/** Due times from the table of service standards, in calendar time for now; working days are a later slice. */
import { sql, type SQL } from 'drizzle-orm'

export type StandardStep =
  | 'screening'
  | 'categorisation'
  | 'handling'
  | 'referral_approval'
  | 'referral_acceptance'
  | 'referral_result'
  | 'determination'
  | 'closing'

/** An expression: when a step that starts now is due. NULL where no standard is known. */
export const dueAt = (step: StandardStep, urgency: 'normal' | 'urgent', now: Date): SQL =>
  sql`(select ${now.toISOString()}::timestamptz + make_interval(hours => s.calendar_hours) from service_standards s where s.step = ${step} and s.urgency = ${urgency})`
