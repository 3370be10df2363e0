/** Constraint names that clients can meet, as problems. Partitions name theirs after themselves, so names are read from the catalogue up to the root. */
import type { ProblemCode } from '@pandu-gempita/shared/problems'
import { sql } from 'drizzle-orm'
import { rows, type Database } from './kernel/db.ts'

const BY_ROOT_NAME: Readonly<Record<string, ProblemCode>> = {
  accounts_user_name_idx: 'already-exists',
  institutions_name_key: 'already-exists',
  ppks_registrations_open_key: 'already-exists',
  complaints_reporter_fkey: 'unknown-reference',
  complaints_subject_fkey: 'unknown-reference',
  ppks_registrations_person_fkey: 'unknown-reference',
}

export async function constraintProblems(database: Database): Promise<Readonly<Record<string, ProblemCode>>> {
  const children = await rows<{ name: string; root: string }>(
    database.db,
    sql`with recursive up as (
          select oid, conname as name, conname as root, conparentid from pg_constraint where conparentid <> 0
          union all select u.oid, u.name, c.conname, c.conparentid from up u join pg_constraint c on c.oid = u.conparentid)
        select name, root from up where conparentid = 0`,
  )
  return {
    ...BY_ROOT_NAME,
    ...Object.fromEntries(
      children.flatMap(({ name, root }) => (BY_ROOT_NAME[root] ? [[name, BY_ROOT_NAME[root]]] : [])),
    ),
  }
}
