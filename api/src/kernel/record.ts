/**
 * One door to a record. A step or another write takes one locked read that the caller's scope is part of, and hands that
 * row to the rules, the change and the reply. Every refusal comes in the same order, whatever the module: unseen (404),
 * permission for this area (403), version (412), state (409), the record's rules, what the body names (422).
 * See docs/adr/0034.
 */
import type { AuditField, AuditSubject } from '@pandu-gempita/shared/audit-words'
import { can, stepsFrom, type RecordDefinition, type RuleOf } from '@pandu-gempita/shared/contract/record'
import type { PermissionCode } from '@pandu-gempita/shared/permissions'
import type { ProblemCode } from '@pandu-gempita/shared/problems'
import { sql, type SQL } from 'drizzle-orm'
import { alias, type PgColumn, type PgTable, type PgUpdateSetSource } from 'drizzle-orm/pg-core'
import type { Actor } from './actor.ts'
import { covers, visibleTo, type RowScope, type ScopeColumns } from './authorize.ts'
import { atHome, homeIn, isRow, isRowAt, rowHome } from './home.ts'
import { problem } from './problem-error.ts'
import type { DomainEvent, ReadContext, UnitOfWork } from './unit-of-work.ts'

/** What the audit log may tell of a column: the value, that it changed (a keyed digest), or nothing at all. */
export type Telling = 'plain' | 'digest' | 'never'

/** Columns that the audit log has words for (shared/src/audit-words.ts); of all others it tells nothing. */
type NamedField<T extends PgTable> = {
  [K in keyof RowOf<T> & string]: T[K & keyof T] extends { readonly _: { readonly name: AuditField } } ? K : never
}[keyof RowOf<T> & string]

/** Columns that every table of records has. */
type HouseColumn = 'jurisdictionId' | 'id' | 'status' | 'version' | 'createdAt' | 'updatedAt'
export type RecordTable = PgTable & Record<HouseColumn, PgColumn>

/** What the rules and `allowedActions` look at. A row of the table has it, and so does a row of a page. */
export interface RecordFacts extends RowScope {
  readonly id: string
  readonly status: string
}

export interface Door<R extends RecordDefinition, T extends RecordTable, F extends RecordFacts> {
  readonly record: R & { readonly name: AuditSubject }
  readonly table: T
  readonly told: Readonly<Record<string, Telling>>
  readonly readPermission: PermissionCode
  /** Columns of the table under the alias `t`. */
  readonly scope: ScopeColumns
  /** More conditions on reading, such as protected types of PPKS. Alias `t`; `home` for every other table. */
  readonly readable?: (actor: Actor, home: SQL) => SQL
  /** What the rules look at, read when the row is locked and a rule is asked. Alias `t`; `home` for every other table. */
  readonly facts?: (actor: Actor, home: SQL) => Readonly<Record<string, SQL>>
  /** What is told with every event of it, or is needed by its steps. Alias `t`; `home` for every other table. */
  readonly beside?: (home: SQL) => Readonly<Record<string, SQL>>
  /** By the code of its problem: true refuses. */
  readonly rules: Readonly<Record<RuleOf<R>, (facts: F, context: ReadContext, step: string) => boolean>>
  /** The person whom it is about: what puts its events on that person's timeline. */
  readonly about?: (row: RowOf<T> & Partial<F>) => string | null
  /** The matter that it belongs to, where there is one: its protection is that of the matter. */
  readonly matter?: (row: RowOf<T> & Partial<F>) => string
  /** A further way to read it than by `readPermission`. Alias `t`. */
  readonly alsoRead?: (actor: Actor, home: SQL) => SQL
  /** Events of it are only for holders of this permission. */
  readonly visibleWith?: (row: RowOf<T> & Partial<F>) => PermissionCode | null
  /** Told with every event: the number that people know it by. Codes, never personal data. */
  readonly named?: (row: RowOf<T> & Partial<F>) => DomainEvent['details']
}
export type RowOf<T extends PgTable> = T['$inferSelect']
export type Sets<T extends PgTable> = PgUpdateSetSource<T>

/**
 * `told` decides of every column that the audit log has words for. A column without words is never told, so a new one is
 * logged only when somebody has said how.
 */
export const defineDoor = <
  const R extends RecordDefinition,
  T extends RecordTable,
  F extends RecordFacts = RecordFacts,
>(
  door: Omit<Door<R, T, F>, 'told'> & {
    readonly told: Readonly<Record<Exclude<NamedField<T>, HouseColumn>, Telling>>
  },
): Door<R, T, F> => door

/** The predicate "the actor may see row `t`", which is at home in `home`. */
export const scopedRead = (
  {
    readPermission,
    scope,
    readable,
    alsoRead,
  }: Pick<Door<never, never, never>, 'readPermission' | 'scope' | 'readable' | 'alsoRead'>,
  actor: Actor,
  home: SQL = rowHome('t'),
): SQL => {
  const ordinary = visibleTo(actor, readPermission, scope)
  const reads = alsoRead ? sql`(${ordinary} or ${alsoRead(actor, home)})` : ordinary
  return sql`${reads}${readable ? sql` and ${readable(actor, home)}` : sql``}`
}

export type Opened<T extends RecordTable, F extends RecordFacts> = RowOf<T> & F

export interface Opening {
  /** Further rows of the same home that are locked with it, always in the same order. */
  readonly together?: readonly string[] | undefined
  /** A rule will be asked. */
  readonly judged: boolean
}
/** The row, locked, if the actor may see it. */
export async function openRecord<R extends RecordDefinition, T extends RecordTable, F extends RecordFacts>(
  uow: UnitOfWork,
  door: Door<R, T, F>,
  id: string,
  { together = [], judged }: Opening,
): Promise<{ row: Opened<T, F>; others: Opened<T, F>[] }> {
  const t = alias(door.table as PgTable, 't') as unknown as RecordTable
  const ids = [...new Set([id, ...together])].sort()
  const home = homeIn(id, 't')
  const which =
    ids.length === 1 ? isRow(id, 't') : sql`t.jurisdiction_id = ${home} and t.id = any(${sql.param(ids)}::uuid[])`
  const locked = (await uow.tx
    .select()
    .from(t)
    .where(sql`${which} and ${scopedRead(door, uow.actor, home)}`)
    .orderBy(t.id)
    .for('update', { of: t })) as unknown as Opened<T, F>[]
  const row = locked.find((one) => one.id === id)
  if (!row) throw problem('not-found')
  const facts = await factsOf(uow, door, row, judged)
  return { row: { ...row, ...facts }, others: locked.filter((one) => one !== row) }
}

/**
 * In a statement of its own: one that has waited for the lock still sees other tables as they were when it began, and so
 * would not see the step that somebody, or the caller himself, has just made.
 */
async function factsOf<R extends RecordDefinition, T extends RecordTable, F extends RecordFacts>(
  uow: UnitOfWork,
  door: Door<R, T, F>,
  { jurisdictionId, id }: Opened<T, F>,
  judged: boolean,
): Promise<Partial<F>> {
  const home = atHome(jurisdictionId)
  const read = { ...door.beside?.(home), ...(judged && door.facts?.(uow.actor, home)) }
  if (Object.keys(read).length === 0) return {}
  const t = alias(door.table as PgTable, 't') as unknown as RecordTable
  const [facts] = await uow.tx
    .select(read)
    .from(t)
    .where(isRowAt(jurisdictionId, id, 't'))
  return (facts ?? {}) as Partial<F>
}

export interface Asked {
  readonly name: string
  readonly permission: string
  readonly states: readonly string[]
  readonly rules?: readonly string[]
}
type Refused =
  | { readonly reason: 'permission'; readonly permission: PermissionCode }
  | { readonly reason: 'state' }
  | { readonly reason: 'rule'; readonly code: ProblemCode }

/** Why what is asked is refused, or undefined: permission for this area, state, rules. */
function refusalOf<R extends RecordDefinition, T extends RecordTable, F extends RecordFacts>(
  context: ReadContext,
  door: Door<R, T, F>,
  facts: F,
  { name, permission, states, rules = [] }: Asked,
): Refused | undefined {
  if (!covers(context.actor, permission as PermissionCode, door.scope, facts))
    return { reason: 'permission', permission: permission as PermissionCode }
  if (!states.includes(facts.status)) return { reason: 'state' }
  const code = rules.find((rule) => door.rules[rule as RuleOf<R>](facts, context, name))
  return code === undefined ? undefined : { reason: 'rule', code: code as ProblemCode }
}

/** @throws in the one order of refusal; see above */
export function ensureMay<R extends RecordDefinition, T extends RecordTable, F extends RecordFacts>(
  context: ReadContext,
  door: Door<R, T, F>,
  row: Opened<T, F>,
  asked: Asked,
  expectedVersion: number | undefined,
): void {
  const refused = refusalOf(context, door, row, asked)
  if (refused?.reason === 'permission') throw problem('permission-missing', { permission: refused.permission })
  if (expectedVersion !== undefined && row.version !== expectedVersion) throw problem('stale-version')
  if (refused?.reason === 'state')
    throw problem('transition-not-allowed', { allowed: stepsFrom(door.record, row.status) })
  if (refused) throw problem(refused.code)
}

export const hasRules = ({ rules = [] }: Asked): boolean => rules.length > 0

export const askedStep = (record: RecordDefinition, name: string): Asked => {
  const step = record.steps[name]
  if (!step) throw new Error(`${record.name} has no step ${name}`)
  return { name, permission: step.permission, states: step.from, ...(step.rules && { rules: step.rules }) }
}
export const askedChange = (record: RecordDefinition, name: string): Asked => {
  const change = record.changes?.[name]
  if (!change) throw new Error(`${record.name} has no change ${name}`)
  return { name, permission: change.permission, states: change.in, ...(change.rules && { rules: change.rules }) }
}

type Underscored<C extends string> = C extends `${infer A}-${infer B}` ? `${A}_${Underscored<B>}` : C
export interface AllowedActionShape<Rule extends string> {
  action: string
  allowed: boolean
  /** Of a rule the code of its problem, with underscores. */
  reason?: 'state' | 'permission' | Underscored<Rule>
}

/**
 * What may be done with a record: the steps that leave its state, and its other writes, each with the reason where this
 * caller may not. Of a page or of a single record, from the same facts that the write itself looks at.
 */
export function allowedActions<R extends RecordDefinition, T extends RecordTable, F extends RecordFacts>(
  context: ReadContext,
  door: Door<R, T, F>,
  facts: F,
): AllowedActionShape<RuleOf<R> & string>[] {
  const { record } = door
  const shown = (action: string, asked: Asked): AllowedActionShape<RuleOf<R> & string> => {
    const refused = refusalOf(context, door, facts, asked)
    if (!refused) return { action, allowed: true }
    const reason =
      refused.reason === 'rule'
        ? (refused.code.replaceAll('-', '_') as Underscored<RuleOf<R> & string>)
        : refused.reason
    return { action, allowed: false, reason }
  }
  return [
    ...Object.entries(record.steps).flatMap(([name, { operation }]) =>
      operation !== undefined && can(record, name as never, facts.status)
        ? [shown(operation, askedStep(record, name))]
        : [],
    ),
    ...Object.entries(record.changes ?? {}).map(([name, { operation }]) => shown(operation, askedChange(record, name))),
  ]
}

/** Steps of a record in this very unit of work, whose events no statement sees yet. */
export const stepsMadeHere = (context: ReadContext, id: string): string[] =>
  (context.emitted ?? []).flatMap(({ subjectId, details }) =>
    subjectId === id && typeof details?.['step'] === 'string' ? [details['step']] : [],
  )

/**
 * States of one or more groups as a list for a statement: `t.status in ${statesIn(complaintRecord, 'open')}`. Written out,
 * not as a parameter: so the planner knows them, and partial indexes are used.
 */
export const statesIn = <R extends RecordDefinition>(record: R, ...groups: (keyof R['groups'] & string)[]): SQL =>
  sql.raw(stateList(record, ...groups))

/** The same as text, for statements that are not made by drizzle. */
export const stateList = <R extends RecordDefinition>(record: R, ...groups: (keyof R['groups'] & string)[]): string =>
  `(${groups.flatMap((group) => (record.groups[group] ?? []).map((state) => `'${state}'`)).join(', ')})`
