/** Due times from the table of service standards, in calendar time for now; working days are a later slice. */
import type { RecordDefinition } from '@pandu-gempita/shared/contract/record'
import { sql, type SQL } from 'drizzle-orm'

/** An expression: when a standard that begins now is due. NULL where none is known. */
export const dueAt = (standard: string, urgency: string, now: Date): SQL =>
  sql`(select ${now.toISOString()}::timestamptz + make_interval(hours => s.calendar_hours) from service_standards s where s.step = ${standard} and s.urgency = ${urgency})`

/** The clock of a state that begins now: which standard runs, and when it is due. */
export function clockOf(
  { clocks = {} }: RecordDefinition,
  state: string,
  urgency: string,
  now: Date,
): { dueStep: string | null; dueAt: SQL | null } {
  const standard = (clocks as Readonly<Record<string, string>>)[state]
  return standard === undefined
    ? { dueStep: null, dueAt: null }
    : { dueStep: standard, dueAt: dueAt(standard, urgency, now) }
}
