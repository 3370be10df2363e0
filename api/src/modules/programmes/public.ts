import { sql } from 'drizzle-orm'
import { firstRow, type Queryable } from '../../kernel/db.ts'
import { fieldProblem } from '../../kernel/problem-error.ts'

export async function ensureProgramme(db: Queryable, code: string | undefined, pointer: string): Promise<void> {
  if (code === undefined) return
  if (!(await firstRow(db, sql`select 1 from programmes where code = ${code}`)))
    throw fieldProblem('unknown-reference', pointer)
}
