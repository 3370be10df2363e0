/**
 * The one executor of lifecycle steps. State, version, permission and area are all in the WHERE of a
 * single UPDATE; only when it changes no row is the record read again, to say why. The step's audit
 * entry and event are written here, so an action adds only what is special to it.
 */
import type { AuditField } from '@pandu-gempita/shared/audit-words'
import { can, transitionsFrom, type Lifecycle } from '@pandu-gempita/shared/contract/lifecycle'
import type { Operation } from '@pandu-gempita/shared/contract/operation'
import type { PermissionCode } from '@pandu-gempita/shared/permissions'
import { sql, type SQL } from 'drizzle-orm'
import type { Actor } from './actor.ts'
import { holds } from './actor.ts'
import { visibleTo, type ScopeColumns } from './authorize.ts'
import { firstRow } from './db.ts'
import { problem } from './problem-error.ts'
import type { Change, DomainEvent, UnitOfWork } from './unit-of-work.ts'

/** A table whose rows follow a lifecycle, by the house's column names. `alias` t. */
export interface Aggregate<S extends string, T extends string> {
  readonly lifecycle: Lifecycle<S, T>
  readonly table: string
  readonly scope: ScopeColumns
  readonly readPermission: PermissionCode
  /** Told with every event of the record: the number that people know it by. */
  readonly named?: (row: AggregateRow) => DomainEvent['details']
  /** More conditions on reading, e.g. protected PPKS types. */
  readonly readable?: (actor: Actor) => SQL
}

/** The columns that every aggregate row has; others are there too, in snake case as in the table. */
export interface AggregateRow {
  readonly jurisdiction_id: number
  readonly id: string
  readonly status: string
  readonly version: number
  readonly region_code: string
  readonly created_by: string | null
  readonly [column: string]: unknown
}

/** Columns that a step sets: fields that the audit log has words for, and those that it does not tell. */
export type ColumnSet = Readonly<Partial<Record<AuditField | Untold, unknown>>>

export interface TransitionOptions {
  /** Columns to set beside status and version. */
  readonly set?: ColumnSet
  /** Details of the event: codes, never personal data. */
  readonly details?: DomainEvent['details']
  readonly aboutId?: (row: AggregateRow) => string | null
  readonly visibleWith?: (row: AggregateRow) => PermissionCode | null
  /** A consequence of another operation: permission and version were checked there. */
  readonly consequence?: boolean
}

const columnSets = (set: Readonly<Record<string, unknown>>): SQL =>
  sql.join(
    Object.entries(set).map(
      ([column, value]) => sql`${sql.raw(column)} = ${value instanceof Date ? value.toISOString() : value}`,
    ),
    sql`, `,
  )

export const scopedRead = <S extends string, T extends string>(aggregate: Aggregate<S, T>, actor: Actor): SQL =>
  sql`${visibleTo(actor, aggregate.readPermission, aggregate.scope)}${aggregate.readable ? sql` and ${aggregate.readable(actor)}` : sql``}`

/** The row, if the actor may see it; locked, so that a rule checked on it still holds when the step is made. */
export async function lockAggregate<S extends string, T extends string>(
  uow: UnitOfWork,
  aggregate: Aggregate<S, T>,
  id: string,
): Promise<AggregateRow> {
  const row = await firstRow<AggregateRow>(
    uow.tx,
    sql`select t.* from ${sql.raw(aggregate.table)} t where t.id = ${id} and ${scopedRead(aggregate, uow.actor)} for update`,
  )
  if (!row) throw problem('not-found')
  return row
}

export async function applyTransition<S extends string, T extends string>(
  uow: UnitOfWork,
  aggregate: Aggregate<S, T>,
  transition: T,
  id: string,
  expectedVersion: number | undefined,
  options: TransitionOptions = {},
): Promise<AggregateRow> {
  const { lifecycle } = aggregate
  const step = lifecycle.transitions[transition]
  const guard = options.consequence
    ? sql`true`
    : sql`${scopedRead(aggregate, uow.actor)} and ${visibleTo(uow.actor, step.permission, aggregate.scope)}`
  const before = await firstRow<AggregateRow>(
    uow.tx,
    sql`select t.* from ${sql.raw(aggregate.table)} t where t.id = ${id} and ${options.consequence ? sql`true` : scopedRead(aggregate, uow.actor)} for update`,
  )
  const set = { ...options.set, status: step.to }
  const row = await firstRow<AggregateRow>(
    uow.tx,
    sql`update ${sql.raw(aggregate.table)} t set ${columnSets(set)}, version = t.version + 1, updated_at = ${uow.now.toISOString()}
        where t.id = ${id} and t.status = any(${sql.param(step.from)}::text[])
          and ${expectedVersion === undefined ? sql`true` : sql`t.version = ${expectedVersion}`} and ${guard}
        returning t.*`,
  )
  if (!before) throw problem('not-found')
  if (!row) throw refusal(uow, aggregate, transition, before, expectedVersion)
  uow.audit({
    jurisdictionId: row.jurisdiction_id,
    subjectType: lifecycle.name,
    subjectId: row.id,
    regionCode: row.region_code,
    changes: [
      { field: 'status', before: before.status, after: row.status },
      ...changesOf(uow, before, row, Object.keys(options.set ?? {})),
    ],
  })
  uow.emit({
    jurisdictionId: row.jurisdiction_id,
    type: `${lifecycle.name}.${row.status}`,
    subjectType: lifecycle.name,
    subjectId: row.id,
    aboutId: options.aboutId?.(row) ?? null,
    regionCode: row.region_code,
    visibleWith: options.visibleWith?.(row) ?? null,
    details: { from: before.status, step: transition, ...aggregate.named?.(row), ...options.details },
  })
  return row
}

/** Times that only follow from the step, and secrets, tell nothing. */
type Untold = `${string}${'_at' | '_until' | '_hash' | 'secret' | 'due_step'}`
const UNTOLD = /(_at|_until|_hash|secret|due_step)$/
const isTold = (column: string): column is AuditField => !UNTOLD.test(column)
/** Codes, ids and dates are told as they are; what people typed, or a file says, is told as a keyed digest. */
const TYPED = /(note|reason|request|words)$/

function changesOf(uow: UnitOfWork, before: AggregateRow, after: AggregateRow, columns: readonly string[]): Change[] {
  const told = (column: string, value: unknown): string | null => {
    if (value === null || value === undefined) return null
    const text =
      value instanceof Date ? value.toISOString() : typeof value === 'object' ? JSON.stringify(value) : String(value)
    return TYPED.test(column) ? uow.secrets.digest(text) : text
  }
  return columns
    .filter(isTold)
    .map((field) => ({ field, before: told(field, before[field]), after: told(field, after[field]) }))
    .filter((change) => change.before !== change.after)
}

function refusal<S extends string, T extends string>(
  uow: UnitOfWork,
  aggregate: Aggregate<S, T>,
  transition: T,
  row: AggregateRow,
  expectedVersion: number | undefined,
) {
  if (expectedVersion !== undefined && row.version !== expectedVersion) return problem('stale-version')
  if (!can(aggregate.lifecycle, transition, row.status as S))
    return problem('transition-not-allowed', { allowed: transitionsFrom(aggregate.lifecycle, row.status as S) })
  // Visible, in the right state and version: what is missing is the permission for this area.
  return problem('permission-missing', { permission: aggregate.lifecycle.transitions[transition].permission })
}

type Refusal = 'state' | 'permission' | 'separation_of_duties' | 'open_referral' | 'deadline_passed' | 'not_own_level'
export interface AllowedActionShape {
  action: string
  allowed: boolean
  reason?: Refusal
}

/**
 * The steps of a record for its `allowedActions`: what the state allows comes first; what it does not
 * is left out, except that a step refused for another reason stays visible with the reason.
 * @param rule a module's own rule: returns why a step is refused, or undefined.
 */
export function allowedActions<S extends string, T extends string>(
  lifecycle: Lifecycle<S, T>,
  operations: Readonly<Record<string, Operation>>,
  state: string,
  actor: Actor,
  rule: (transition: T) => Refusal | undefined = () => undefined,
): AllowedActionShape[] {
  return Object.entries(operations).flatMap(([action, operation]) => {
    const [name, transition] = operation.transition ?? []
    if (name !== lifecycle.name || !transition) return []
    if (!can(lifecycle, transition as T, state as S)) return []
    if (!holds(actor, lifecycle.transitions[transition as T].permission))
      return [{ action, allowed: false, reason: 'permission' as const }]
    const reason = rule(transition as T)
    return [reason ? { action, allowed: false, reason } : { action, allowed: true }]
  })
}
