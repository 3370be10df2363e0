/** What an import has left in the registry, without ids and clocks: two runs that did the same have equal content. */
import type pg from 'pg'

const NIK = `(select i.value from person_identifiers i where i.jurisdiction_id = t.jurisdiction_id and i.person_id = t.person_id and i.type = 'nik' limit 1)`
const LINES: Readonly<Record<string, string>> = {
  persons: `select concat_ws('|', (select i.value from person_identifiers i where i.jurisdiction_id = t.jurisdiction_id and i.person_id = t.id and i.type = 'nik' limit 1),
    t.name, t.sex, t.birth_date, t.birth_place, t.mother_name, t.region_code, t.row_number, t.version) as line from persons t`,
  person_revisions: `select concat_ws('|', ${NIK}, t.version, t.name, t.mother_name) as line from person_revisions t`,
  person_identifiers: `select concat_ws('|', t.type, t.value, t.status, t.valid, t.row_number) as line from person_identifiers t`,
  person_addresses: `select concat_ws('|', ${NIK}, t.kind, t.region_code, t.street, t.hamlet, t.rt, t.rw, t.valid) as line from person_addresses t`,
  families: `select concat_ws('|', t.kk_number, t.region_code, t.street) as line from families t`,
  family_members: `select concat_ws('|', ${NIK}, (select kk_number from families f where f.jurisdiction_id = t.jurisdiction_id and f.id = t.family_id), t.relation, t.valid) as line from family_members t`,
  household_members: `select concat_ws('|', ${NIK}, (select external_id from households h where h.jurisdiction_id = t.jurisdiction_id and h.id = t.household_id)) as line from household_members t`,
  programme_memberships: `select concat_ws('|', ${NIK}, t.programme_code, t.valid) as line from programme_memberships t`,
  import_rejects: `select concat_ws('|', t.row_number, t.column_name, t.code, t.line) as line from import_rejects t`,
  import_rows: `select concat_ws('|', t.row_number, t.nik, t.row_hash, coalesce(m.action, 'new')) as line from import_rows t left join import_matches m using (jurisdiction_id, batch_id, row_number)`,
  source_records: `select concat_ws('|', t.nik, t.record_number, t.row_hash) as line from source_records t`,
  release_presence: `select encode(t.bits, 'hex') as line from release_presence t`,
  events: `select concat_ws('|', t.type, t.details ->> 'row') as line from events t where t.type like 'person.%'`,
}

export type Content = Readonly<Record<string, { readonly rows: number; readonly hash: string }>>

export async function registryContent(owner: pg.Client): Promise<Content> {
  const parts = Object.entries(LINES).map(
    ([name, lines]) =>
      `select '${name}' as name, count(*)::int as rows, md5(coalesce(string_agg(line, e'\\n' order by line collate "C"), '')) as hash from (${lines}) l`,
  )
  const { rows } = await owner.query<{ name: string; rows: number; hash: string }>(parts.join(' union all '))
  return Object.fromEntries(rows.map(({ name, ...content }) => [name, content]))
}
