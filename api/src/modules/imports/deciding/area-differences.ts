/** The full difference before anything is touched, by desa: what comes, changes, moves, is ranked differently, and goes. */
import type { ImportAreaDifference } from '@pandu-gempita/shared/imports'
import { sql } from 'drizzle-orm'
import { rows, type Queryable } from '../../../kernel/db.ts'
import { regionPath } from '../../regions/public.ts'
import type { BatchKey } from '../batch-key.ts'
import { absenceIn } from './absence.ts'

export async function areaDifferences(db: Queryable, key: BatchKey): Promise<ImportAreaDifference[]> {
  const { gone } = await absenceIn(db, key)
  return rows<ImportAreaDifference>(
    db,
    sql`
    with staged as (
      select r.region_code, coalesce(m.action, 'new') as action, coalesce(m.changes, '[]'::jsonb) as changes, p.region_code as lives_in
      from import_rows r left join import_matches m on m.jurisdiction_id = r.jurisdiction_id and m.batch_id = r.batch_id and m.row_number = r.row_number
        left join persons p on p.jurisdiction_id = m.jurisdiction_id and p.id = m.person_id
      where r.jurisdiction_id = ${key.jurisdictionId} and r.batch_id = ${key.id} and m.action is distinct from 'unchanged'),
    facts as (
      select region_code, 'added' as kind, count(*)::int as n from staged where action = 'new' group by 1
      union all select region_code, 'changed', count(*)::int from staged where action = 'changed' group by 1
      union all select region_code, 'movedIn', count(*)::int from staged where action = 'changed' and lives_in <> region_code group by 1
      union all select lives_in, 'movedOut', count(*)::int from staged where action = 'changed' and lives_in <> region_code group by 1
      union all select s.region_code, case when (c ->> 'after')::int > (c ->> 'before')::int then 'desilUp' else 'desilDown' end, count(*)::int
        from staged s cross join jsonb_array_elements(s.changes) c where c ->> 'field' = 'desil' and c ->> 'before' is not null and c ->> 'after' is not null group by 1, 2
      union all select s.region_code, 'field:' || (c ->> 'field'), count(*)::int from staged s cross join jsonb_array_elements(s.changes) c group by 1, 2
      union all select p.region_code, 'gone', count(*)::int
        from unnest(${sql.param([...gone])}::int[]) as g(record) join import_batches b on b.jurisdiction_id = ${key.jurisdictionId} and b.id = ${key.id}
          join source_records s on s.jurisdiction_id = b.jurisdiction_id and s.source = b.source and s.record_number = g.record
          join persons p on p.jurisdiction_id = s.jurisdiction_id and p.id = s.person_id group by 1)
    select f.region_code as "regionCode", ${regionPath('f.region_code')} as "regionPath",
      ${sql.raw(['added', 'changed', 'movedIn', 'movedOut', 'desilUp', 'desilDown', 'gone'].map((kind) => `coalesce(sum(f.n) filter (where f.kind = '${kind}'), 0)::int as "${kind}"`).join(', '))},
      coalesce(jsonb_object_agg(substr(f.kind, 7), f.n) filter (where f.kind like 'field:%'), '{}') as fields
    from facts f group by f.region_code order by f.region_code`,
  )
}
