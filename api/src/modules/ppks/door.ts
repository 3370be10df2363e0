/** The door to a registration: who sees it, which rules its steps obey, and what the audit log tells of its columns. */
import { ppksRecord } from '@pandu-gempita/shared/ppks'
import { sql, type SQL } from 'drizzle-orm'
import type { Actor } from '../../kernel/actor.ts'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { defineDoor, stepsMadeHere, type RecordFacts } from '../../kernel/record.ts'
import { needsAnotherOfficer } from './rules.ts'
import { ppksRegistrations } from './tables.ts'

const scope = scopeOf('t', { owner: true })

/** Protected types need their own permission; what one registered oneself stays visible. Alias `t`. */
export const readableAs = (actor: Actor, alias: string): SQL =>
  sql`(not ${sql.raw(alias)}.restricted or ${sql.raw(alias)}.created_by = ${actor.id} or ${visibleTo(actor, 'ppks.read-restricted', scopeOf(alias, { owner: true }))})`
export const readableRegistration = (actor: Actor): SQL => readableAs(actor, 't')

/** Steps of registration `t` that the actor made. */
export const mySteps = (actor: Actor, home: SQL) => sql<string[]>`array(
  select distinct coalesce(e.details ->> 'step', 'register') from events e where e.jurisdiction_id = ${home} and e.subject_id = t.id and e.actor_id = ${actor.id}
    and e.type in ('ppks.reported', 'ppks.verified', 'ppks.validated', 'ppks.determined')
  union select 'register' where t.created_by = ${actor.id})`

export interface PpksFacts extends RecordFacts {
  readonly mySteps: readonly string[]
}

export const ppksDoor = defineDoor<typeof ppksRecord, typeof ppksRegistrations, PpksFacts>({
  record: ppksRecord,
  table: ppksRegistrations,
  scope,
  readPermission: 'ppks.read',
  readable: readableRegistration,
  facts: (actor, home) => ({ mySteps: mySteps(actor, home) }),
  rules: {
    'separation-of-duties': (facts, context, step) =>
      needsAnotherOfficer(step, [...facts.mySteps, ...stepsMadeHere(context, facts.id)]),
  },
  about: ({ personId }) => personId,
  matter: ({ id }) => id,
  visibleWith: ({ restricted }) => (restricted ? 'ppks.read-restricted' : null),
  told: {
    note: 'digest',
    statusReason: 'digest',
    endedOn: 'plain',
  },
})
