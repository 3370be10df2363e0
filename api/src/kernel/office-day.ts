/**
 * Today is the day at the office. Indonesia has three time zones, and what belongs to a jurisdiction has the day of that
 * jurisdiction (`jurisdictions.time_zone`), whoever looks at it and wherever the server stands. There are two ways to ask,
 * both with the clock of the request: in a statement, for the rows it reads, and before one.
 */
import { sql, type SQL } from 'drizzle-orm'
import { firstRow, type Queryable } from './db.ts'

/** In SQL: today in a row's jurisdiction. */
export const todayIn = (jurisdiction: SQL, now: Date): SQL =>
  sql`office_day(${jurisdiction}, ${now.toISOString()}::timestamptz)`

/** Today in a jurisdiction, YYYY-MM-DD. */
export async function officeToday(
  { db, now }: { readonly db: Queryable; readonly now: Date },
  jurisdictionId: number,
): Promise<string> {
  const found = await firstRow<{ today: string | null }>(
    db,
    sql`select ${todayIn(sql`${jurisdictionId}::int`, now)}::text as today`,
  )
  if (!found?.today) throw new Error('a day was asked of a jurisdiction that is not enrolled')
  return found.today
}
