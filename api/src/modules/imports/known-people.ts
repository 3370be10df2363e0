/** Who of the register stands in rows of a file: each of them sees who has looked at the row. */
import { sql, type SQL } from 'drizzle-orm'
import { rows } from '../../kernel/db.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'

/** @param lines a statement with the column `line`; a person is known by the NIK, in whichever cell it stands */
export async function peopleIn(context: ReadContext, jurisdictionId: number, lines: SQL): Promise<string[]> {
  const found = await rows<{ id: string }>(
    context.db,
    sql`select distinct i.person_id as id from (${lines}) l cross join lateral regexp_matches(normalize(l.line, NFKC), '[0-9](?:[^[:alnum:]|;,]{0,3}[0-9]){15}', 'g') n(nik)
        join person_identifiers i on i.jurisdiction_id = ${jurisdictionId} and i.value = regexp_replace(n.nik[1], '[^0-9]', '', 'g') and i.type = 'nik'`,
  )
  return found.map(({ id }) => id)
}
