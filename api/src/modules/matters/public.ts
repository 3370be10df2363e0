/**
 * Who may know of a matter. Visibility belongs to the matter, not to a table: cases, legs, timelines, counts, the feed, webhooks
 * and both logs ask the one predicate below (docs/adr/0039). An officer of the accused place is in conflict whatever else he
 * may do, so that is asked first and nothing opens it.
 */
import type { PermissionCode } from '@pandu-gempita/shared/permissions'
import { sql, type SQL } from 'drizzle-orm'
import { holds, type Actor } from '../../kernel/actor.ts'
import { VILLAGE_LENGTH, visibleTo, type ScopeColumns } from '../../kernel/authorize.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'

const KECAMATAN_LENGTH = 6
const circles = ['complaint.read-integrity', 'ppks.read-restricted'] as const satisfies readonly PermissionCode[]
export type Circle = (typeof circles)[number]

/** Rows to which a matter belongs: where they are, and which matter and which people they are about. */
export interface MatterOf {
  readonly home: SQL
  readonly matter: SQL
  /** People whose protection is also that of the matter. */
  readonly people: readonly SQL[]
  readonly scope: ScopeColumns
}

/** Places whose accusation puts this actor in conflict: his villages and their kecamatan; his kecamatan and its villages. */
const inConflict = (actor: Actor): SQL => {
  const regions = actor.grants.flatMap(({ regionCode }) => regionCode ?? [])
  const exact = [
    ...new Set(
      regions.flatMap((code) =>
        code.length === VILLAGE_LENGTH
          ? [code, code.slice(0, KECAMATAN_LENGTH)]
          : code.length === KECAMATAN_LENGTH
            ? [code]
            : [],
      ),
    ),
  ]
  const below = [...new Set(regions.filter((code) => code.length === KECAMATAN_LENGTH).map((code) => `${code}%`))]
  const institutions = [...new Set(actor.grants.flatMap(({ institutionId }) => institutionId ?? []))]
  return sql`(g.account_id = ${actor.id} or g.region_code = any(${sql.param(exact)}::text[]) or g.region_code like any(${sql.param(below)}::text[]) or g.institution_id = any(${sql.param(institutions)}::uuid[]))`
}

const guardOf = ({ home, matter, people }: MatterOf): SQL =>
  sql`g.jurisdiction_id = ${home} and g.matter_id in (${sql.join([matter, ...people], sql`, `)})`

/** Nothing puts the actor in conflict with the matter. Of a leg that was sent to him this is all that is asked. */
export const notInConflict = (actor: Actor, of: MatterOf): SQL =>
  sql`not exists (select 1 from matter_guards g where ${guardOf(of)} and g.kind = 'accused' and ${inConflict(actor)})`

/**
 * The actor may know of the matter: not in conflict with it, and in its circle if it has one. What somebody recorded about a
 * person before or without knowing that she is protected stays visible to him: else its vanishing would tell it.
 */
export function mayKnow(actor: Actor, of: MatterOf): SQL {
  const held = circles.map((circle) => sql`when ${circle} then ${visibleTo(actor, circle, of.scope)}`)
  const own = of.scope.owner ? sql`(g.of_person and ${of.scope.owner} = ${actor.id})` : sql`false`
  return sql`not exists (select 1 from matter_guards g where ${guardOf(of)} and case g.kind when 'accused' then ${inConflict(actor)} when 'unsafe' then false
    else not (${own} or coalesce(case g.permission ${sql.join(held, sql` `)} end, false)) end)`
}

/** For both logs. Who works with cases is told of a matter that he may know; who only audits, of all but his own. */
export const mayAudit = (actor: Actor, of: MatterOf): SQL =>
  holds(actor, 'complaint.read') ? mayKnow(actor, of) : notInConflict(actor, of)

/** The person is not safe where the actor works: where she lives and how to reach her is not for him. */
export const isUnsafeFor = (actor: Actor, home: SQL, person: SQL): SQL =>
  sql`exists (select 1 from matter_guards g where g.jurisdiction_id = ${home} and g.matter_id = ${person} and g.kind = 'unsafe' and ${inConflict(actor)})`

/** The matter is kept for this circle. */
export const keptFor = (circle: Circle, { home, matter }: Pick<MatterOf, 'home' | 'matter'>): SQL =>
  sql`exists (select 1 from matter_guards g where g.jurisdiction_id = ${home} and g.matter_id = ${matter} and g.permission = ${circle})`

/** The matter is kept from somebody, whoever it is. */
export const isKept = ({ home, matter }: Pick<MatterOf, 'home' | 'matter'>): SQL =>
  sql`exists (select 1 from matter_guards g where g.jurisdiction_id = ${home} and g.matter_id = ${matter})`

/** The accused of a matter, by name, as JSON. */
export const accusedJson = ({ home, matter }: Pick<MatterOf, 'home' | 'matter'>): SQL =>
  sql`coalesce((select json_agg(json_build_object('kind', case when g.region_code is not null then 'region' when g.institution_id is not null then 'institution' else 'officer' end, 'name', g.name) order by g.created_at, g.id)
    from matter_guards g where g.jurisdiction_id = ${home} and g.matter_id = ${matter} and g.kind = 'accused'), '[]')`

export type Guard =
  | { readonly permission: Circle }
  | { readonly regionCode: string; readonly name: string; readonly unsafe?: boolean }
  | { readonly institutionId: string; readonly name: string }
  | { readonly accountId: string; readonly name: string }

/** Guards are only added: what was protected once has been promised. The same guard again changes nothing. */
export async function guardMatter(
  uow: UnitOfWork,
  { jurisdictionId, matterId, ofPerson = false }: { jurisdictionId: number; matterId: string; ofPerson?: boolean },
  guards: readonly Guard[],
): Promise<void> {
  if (guards.length === 0) return
  const rows = guards.map((guard) => ({
    kind: 'permission' in guard ? 'circle' : 'unsafe' in guard && guard.unsafe ? 'unsafe' : 'accused',
    permission: 'permission' in guard ? guard.permission : null,
    region_code: 'regionCode' in guard ? guard.regionCode : null,
    institution_id: 'institutionId' in guard ? guard.institutionId : null,
    account_id: 'accountId' in guard ? guard.accountId : null,
    name: 'name' in guard ? guard.name : null,
  }))
  await uow.tx.execute(sql`
    insert into matter_guards (jurisdiction_id, matter_id, of_person, kind, permission, region_code, institution_id, account_id, name, created_by)
    select ${jurisdictionId}::int, ${matterId}::uuid, ${ofPerson}::boolean, r.kind, r.permission, r.region_code, r.institution_id, r.account_id, r.name, ${uow.actor.id}::uuid
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (kind text, permission text, region_code text, institution_id uuid, account_id uuid, name text)
    on conflict do nothing`)
}
