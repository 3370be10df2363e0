/** The checklist of a registration. */
import { sql } from 'drizzle-orm'
import { rows } from '../../kernel/db.ts'
import { fieldProblem } from '../../kernel/problem-error.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'

export type Answers = readonly { readonly code: string; readonly met: boolean }[]

/** Does an answer protect the registration, whatever its type? A migrant worker who was trafficked is protected as such. */
export async function protects(uow: UnitOfWork, typeCode: string, answers: Answers): Promise<boolean> {
  const met = answers.flatMap(({ code, met }) => (met ? [code] : []))
  const [found] = await rows<{ protects: boolean }>(
    uow.tx,
    sql`select exists (select 1 from ppks_criteria where type_code = ${typeCode} and restricts and code = any(${sql.param(met)}::text[])) as protects`,
  )
  return found?.protects ?? false
}

export async function saveAnswers(
  uow: UnitOfWork,
  jurisdictionId: number,
  registrationId: string,
  typeCode: string,
  answers: Answers,
): Promise<void> {
  const known = await rows<{ code: string }>(uow.tx, sql`select code from ppks_criteria where type_code = ${typeCode}`)
  const codes = new Set(known.map((criterion) => criterion.code))
  const seen = new Set<string>()
  for (const [index, answer] of answers.entries()) {
    if (!codes.has(answer.code)) throw fieldProblem('unknown-reference', `/criteria/${index}/code`)
    if (seen.has(answer.code))
      throw fieldProblem('unknown-reference', `/criteria/${index}/code`, 'repeated', 'must appear once')
    seen.add(answer.code)
  }
  await uow.tx.execute(
    sql`delete from ppks_answers where jurisdiction_id = ${jurisdictionId} and registration_id = ${registrationId}`,
  )
  await uow.tx.execute(sql`
    insert into ppks_answers (jurisdiction_id, registration_id, criterion_code, met)
    select ${jurisdictionId}, ${registrationId}, r.code, r.met from jsonb_to_recordset(${JSON.stringify(answers)}::jsonb) as r (code text, met boolean)`)
}
