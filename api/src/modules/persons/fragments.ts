/** SQL parts that several reads of persons and families share. */
import { sql, type SQL } from 'drizzle-orm'

/** Provenance of a fact, as JSON. Expects the alias's house columns. */
export const provenanceJson = (alias: string): SQL => {
  const a = sql.raw(alias)
  return sql`(select json_build_object('source', ${a}.source, 'releaseName', d.name, 'cutOffOn', d.cut_off_on, 'rowNumber', ${a}.row_number, 'recordedAt', iso(${a}.recorded_at))
    from (select 1) one left join data_releases d on d.jurisdiction_id = ${a}.jurisdiction_id and d.id = ${a}.release_id)`
}

/** Today where the offices are; Jakarta's day for all, which at night is one behind in the east. */
export const nowDate = (now: Date): SQL => sql`(${now.toISOString()}::timestamptz at time zone 'Asia/Jakarta')::date`

/** Identifiers of person `p`, masked in the query, so that full values never leave the database unasked. */
export const identifiersJson = (reveal: boolean): SQL => sql`coalesce((
  select json_agg(json_build_object('id', i.id, 'type', i.type, 'value', ${reveal ? sql`i.value` : sql`mask_identifier(i.value)`}, 'masked', ${!reveal}::boolean, 'status', i.status,
      'shared', exists (select 1 from person_identifiers o where o.jurisdiction_id = i.jurisdiction_id and o.value = i.value and o.type = i.type and o.person_id <> i.person_id),
      'validFrom', lower(i.valid), 'validTo', upper(i.valid), 'provenance', ${provenanceJson('i')}) order by upper_inf(i.valid) desc, i.type, i.recorded_at desc)
  from person_identifiers i where i.jurisdiction_id = p.jurisdiction_id and i.person_id = p.id), '[]')`
