/** Enrolling a jurisdiction: its row and its partitions. Done by the owner role, at set-up, not through the API. */
import { timeZoneOf } from '@pandu-gempita/shared/time-zones'
import type pg from 'pg'

/**
 * Idempotent. `regionCode` null is the nation.
 * @returns the stable shard number
 */
export async function enrolJurisdiction(
  owner: Pick<pg.ClientBase, 'query'>,
  regionCode: string | null,
): Promise<number> {
  const kind = regionCode === null ? 'nation' : regionCode.length === 2 ? 'province' : 'regency'
  const known = await owner.query<{ id: number }>(
    'select id from jurisdictions where region_code is not distinct from $1',
    [regionCode],
  )
  let id = known.rows[0]?.id
  if (id === undefined) {
    const made = await owner.query<{ id: number }>(
      `insert into jurisdictions (id, kind, region_code, name, time_zone)
       select (select coalesce(max(id), 0) + 1 from jurisdictions), $2, $1, coalesce((select name from regions where code = $1), 'Indonesia'), $3 returning id`,
      [regionCode, kind, timeZoneOf(regionCode)],
    )
    id = made.rows[0]?.id
  }
  if (id === undefined) throw new Error('the jurisdiction was not made')
  await owner.query('select ensure_partitions($1)', [id])
  return id
}
