import { sql } from 'drizzle-orm'

/** Its last day has not come, by the office's clock: a grant ends when the office closes its day, not at midnight in Greenwich. Alias `g`. */
export const notOver = sql`(g.valid_to is null or g.valid_to > office_day(g.jurisdiction_id))`

/**
 * Released and in its time; alias `g`. The one place that says which grants count, at sign-in and for tokens. The office is
 * never a day behind UTC, so most grants need no look at its clock. The database's clock counts here, not the program's.
 */
export const effective = sql`g.released_at is not null and (g.valid_from <= (now() at time zone 'UTC')::date or g.valid_from <= office_day(g.jurisdiction_id)) and ${notOver}`

/** The grants that count of account `a`, as JSON. A grant reaches the shards whose region it contains, or the one shard that contains its region. */
export const GRANTS = sql`
  select json_agg(json_build_object(
    'permission', coalesce(g.permission, rp.permission), 'scope', g.scope, 'ownOnly', coalesce(rp.own_only, false),
    'regionCode', g.region_code, 'institutionId', g.institution_id,
    'jurisdictionIds', coalesce((select json_agg(j.id order by j.id) from jurisdictions j
       where g.region_code is not null and j.region_code is not null and (j.region_code like g.region_code || '%' or g.region_code like j.region_code || '%')
         and not (j.kind = 'province' and length(g.region_code) > 2)), '[]'::json)))
  from grants g left join role_permissions rp on rp.role_code = g.role_code
  where g.account_id = a.id and g.jurisdiction_id = a.jurisdiction_id
    and ${effective}`
