/**
 * The one executor of steps and of other writes to a record. Its row is locked and judged by the door; the write, its
 * audit entry and its event are made here, so that a module adds only what is special to a step.
 */
import type { AuditField } from '@pandu-gempita/shared/audit-words'
import type { EventKind } from '@pandu-gempita/shared/events'
import type { Contract, InputOf, Operation } from '@pandu-gempita/shared/contract/operation'
import { can, type RecordDefinition, type StepOf } from '@pandu-gempita/shared/contract/record'
import { getTableColumns, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Handlers } from './handlers.ts'
import { atHome } from './home.ts'
import { keepsItsPlan } from './kept-plans.ts'
import { problem } from './problem-error.ts'
import {
  askedChange,
  askedStep,
  ensureMay,
  hasRules,
  openRecord,
  type Door,
  type Opened,
  type RecordFacts,
  type RecordTable,
  type RowOf,
  type Sets,
} from './record.ts'
import type { Change, DomainEvent, UnitOfWork } from './unit-of-work.ts'

export interface Made<T extends RecordTable> {
  /** Columns to set beside state and version. */
  readonly sets?: Sets<T>
  /** Told with the event: codes, never personal data. */
  readonly details?: DomainEvent['details']
}

const told = (uow: UnitOfWork, telling: string, value: unknown): string | null => {
  if (value === null || value === undefined) return null
  const text =
    value instanceof Date
      ? value.toISOString()
      : Array.isArray(value)
        ? value.join(' ')
        : typeof value === 'object'
          ? JSON.stringify(value)
          : String(value)
  return telling === 'digest' ? uow.secrets.digest(text) : text
}

/** What the audit log is told of the columns that were set, by the names that they have in the table. */
function changesOf<R extends RecordDefinition, T extends RecordTable, F extends RecordFacts>(
  uow: UnitOfWork,
  door: Door<R, T, F>,
  before: RowOf<T>,
  after: RowOf<T>,
  set: readonly string[],
): Change[] {
  const columns = getTableColumns(door.table)
  const value = (row: RowOf<T>, key: string): unknown => (row as Record<string, unknown>)[key]
  return set
    .filter((key) => (door.told[key] ?? 'never') !== 'never')
    .map((key) => ({
      // A column that is told has its name among the fields: `defineDoor` sees to that.
      field: (columns[key]?.name ?? key) as AuditField,
      before: told(uow, door.told[key] ?? 'never', value(before, key)),
      after: told(uow, door.told[key] ?? 'never', value(after, key)),
    }))
    .filter((change) => change.before !== change.after)
}

interface Written {
  readonly kind: string
  readonly changes: readonly Change[]
  readonly details?: DomainEvent['details']
}
function tell<R extends RecordDefinition, T extends RecordTable, F extends RecordFacts>(
  uow: UnitOfWork,
  door: Door<R, T, F>,
  row: RowOf<T> & Partial<F>,
  { kind, changes, details }: Written,
): void {
  const { jurisdictionId, id, regionCode } = row as unknown as {
    jurisdictionId: number
    id: string
    regionCode?: string | null
  }
  const subject = { jurisdictionId, subjectType: door.record.name, subjectId: id, regionCode: regionCode ?? null }
  const matterId = door.matter?.(row) ?? null
  uow.audit({ ...subject, changes, matterId })
  uow.emit({
    ...subject,
    // The catalogue has a kind for every state; a house test holds the changes to it.
    type: `${door.record.name}.${kind}` as EventKind,
    aboutId: door.about?.(row) ?? null,
    visibleWith: door.visibleWith?.(row) ?? null,
    matterId,
    details: { ...door.named?.(row), ...details },
  })
}

/** The row as it is afterwards, with what was read beside it before. */
async function write<R extends RecordDefinition, T extends RecordTable, F extends RecordFacts, B extends RowOf<T>>(
  uow: UnitOfWork,
  { table }: Door<R, T, F>,
  before: B,
  sets: Record<string, unknown>,
): Promise<B> {
  const { jurisdictionId, id } = before as unknown as { jurisdictionId: number; id: string }
  const columns: RecordTable = table
  const [row] = await uow.tx
    .update(table as PgTable)
    .set({ ...sets, version: sql`${sql.identifier('version')} + 1`, updatedAt: uow.now })
    .where(sql`${keepsItsPlan}${columns.jurisdictionId} = ${atHome(jurisdictionId)} and ${columns.id} = ${id}`)
    .returning()
  if (!row) throw new Error('a locked row is gone')
  return { ...before, ...row }
}

/** A step on a row that has been opened and judged, or that follows from another record's step. */
export async function makeStep<
  R extends RecordDefinition,
  T extends RecordTable,
  F extends RecordFacts,
  B extends RowOf<T> & Partial<F>,
>(uow: UnitOfWork, door: Door<R, T, F>, name: StepOf<R>, before: B, { sets = {}, details }: Made<T> = {}): Promise<B> {
  const step = door.record.steps[name]
  if (!step) throw new Error(`${door.record.name} has no step ${name}`)
  const from = String((before as unknown as { status: string }).status)
  if (!step.from.includes(from)) throw new Error(`${door.record.name} is ${from}: no ${name} from there`)
  const row = await write(uow, door, before, { ...sets, status: step.to })
  const changes = changesOf(uow, door, before, row, Object.keys(sets))
  tell(uow, door, row, {
    kind: step.to,
    changes: [{ field: 'status', before: from, after: step.to }, ...changes],
    details: { from, step: name, ...details },
  })
  return row
}

/** A step that follows from something else: who asked was judged there. @throws where the record is gone or has moved on */
export async function followStep<R extends RecordDefinition, T extends RecordTable, F extends RecordFacts>(
  uow: UnitOfWork,
  door: Door<R, T, F>,
  name: StepOf<R>,
  key: { readonly jurisdictionId: number; readonly id: string },
  made: Made<T> = {},
): Promise<RowOf<T>> {
  const columns: RecordTable = door.table
  const [row] = await uow.tx
    .select()
    .from(door.table as PgTable)
    .where(sql`${keepsItsPlan}${columns.jurisdictionId} = ${atHome(key.jurisdictionId)} and ${columns.id} = ${key.id}`)
    .for('update')
  if (!row) throw problem('not-found')
  if (!can(door.record, name, String(row['status']))) throw problem('transition-not-allowed', { allowed: [] })
  return makeStep(uow, door, name, row as RowOf<T> & Partial<F>, made)
}

interface Addressed {
  readonly id: string
  readonly ifMatch: number | undefined
  /** Further rows to lock with it. */
  readonly together?: readonly string[]
}

/** Opens a record for a step: locked, visible, permitted, of this version, in the right state, and no rule against it. */
export async function openForStep<R extends RecordDefinition, T extends RecordTable, F extends RecordFacts>(
  uow: UnitOfWork,
  door: Door<R, T, F>,
  name: StepOf<R>,
  { id, ifMatch, together }: Addressed,
): Promise<{ row: Opened<T, F>; others: Opened<T, F>[] }> {
  const asked = askedStep(door.record, name)
  const opened = await openRecord(uow, door, id, { together, judged: hasRules(asked) })
  ensureMay(uow, door, opened.row, asked, ifMatch)
  return opened
}

/** A write that is no step: the version rises, the state stays. `write` does what is to be done in other tables. */
export async function changeRecord<R extends RecordDefinition, T extends RecordTable, F extends RecordFacts>(
  uow: UnitOfWork,
  door: Door<R, T, F>,
  name: keyof NonNullable<R['changes']> & string,
  { id, ifMatch }: Addressed,
  change: (row: Opened<T, F>) => Promise<Made<T> & { readonly changes?: readonly Change[] }>,
): Promise<Opened<T, F>> {
  const asked = askedChange(door.record, name)
  const { row: before } = await openRecord(uow, door, id, { judged: hasRules(asked) })
  ensureMay(uow, door, before, asked, ifMatch)
  const { sets = {}, details, changes = [] } = await change(before)
  const row = await write(uow, door, before, sets as Record<string, unknown>)
  tell(uow, door, row, {
    kind: door.record.changes?.[name]?.event ?? name,
    changes: [...changes, ...changesOf(uow, door, before, row, Object.keys(sets))],
    details: { ...details },
  })
  return row
}

type BodyIn<E> = InputOf<E>['body']
/** What is special to a step; most have nothing. */
export interface StepCode<T extends RecordTable, F extends RecordFacts, B> {
  /** Rows of the same table that are locked with this one. */
  readonly together?: (body: B) => readonly string[]
  /** Looks at what the body names, and says what to set. */
  readonly sets?: (at: {
    readonly uow: UnitOfWork
    readonly row: Opened<T, F>
    readonly others: readonly Opened<T, F>[]
    readonly body: B
  }) => Sets<T> | Promise<Sets<T>>
  readonly details?: (body: B) => DomainEvent['details']
  /** What follows from it elsewhere. */
  readonly after?: (at: { readonly uow: UnitOfWork; readonly row: Opened<T, F>; readonly body: B }) => Promise<void>
}
type OperationOf<R extends RecordDefinition, K extends StepOf<R>> = R['steps'][K]['operation'] & string

export interface StepsOf<R extends RecordDefinition, T extends RecordTable, F extends RecordFacts, Reply> {
  /** Set at every step, before what the step itself sets. */
  readonly always: (at: {
    readonly uow: UnitOfWork
    readonly row: Opened<T, F>
    readonly to: string
    readonly body: unknown
  }) => Sets<T>
  readonly steps: { readonly [K in StepOf<R>]?: StepCode<T, F, BodyIn<R['steps'][K]>> }
  readonly reply: (uow: UnitOfWork, id: string) => Promise<Reply>
}

/** Takes a step by its code. @returns the row as it is afterwards */
export async function takeStep<R extends RecordDefinition, T extends RecordTable, F extends RecordFacts, Reply>(
  uow: UnitOfWork,
  door: Door<R, T, F>,
  code: StepsOf<R, T, F, Reply>,
  name: StepOf<R>,
  addressed: Addressed,
  body: unknown,
  more: Sets<T> = {},
): Promise<Opened<T, F>> {
  const own = code.steps[name] as StepCode<T, F, unknown> | undefined
  const { row, others } = await openForStep(uow, door, name, {
    ...addressed,
    ...(own?.together && { together: own.together(body) }),
  })
  const to = door.record.steps[name]?.to ?? ''
  const sets = {
    ...code.always({ uow, row, to, body }),
    ...(await own?.sets?.({ uow, row, others, body })),
    ...more,
  }
  const details = own?.details?.(body)
  const made = await makeStep(uow, door, name, row, { sets, ...(details && { details }) })
  await own?.after?.({ uow, row: made, body })
  return made
}

/** The handlers of all steps of a record that are called by an operation of its own contract. */
export function stepHandlers<
  R extends RecordDefinition,
  T extends RecordTable,
  F extends RecordFacts,
  Reply,
  C extends Contract,
>(
  contract: C,
  door: Door<R, T, F>,
  code: StepsOf<R, T, F, Reply>,
): Pick<Handlers<C>, OperationOf<R, StepOf<R>> & keyof Handlers<C>> {
  const operations: Readonly<Record<string, Operation>> = contract.operations
  const handlers = Object.entries(operations).flatMap(([operation, { transition }]) => {
    if (transition?.[0] !== door.record.name) return []
    const name = transition[1] as StepOf<R>
    const handle = async (uow: UnitOfWork, { params, ifMatch, body }: InputOf<Operation>): Promise<Reply> => {
      const [id = ''] = Object.values(params as unknown as Record<string, string>)
      await takeStep(uow, door, code, name, { id, ifMatch }, body)
      return code.reply(uow, id)
    }
    return [[operation, handle]]
  })
  return Object.fromEntries(handlers) as never
}

/** What a step says of why: most have a reason or a note. */
export const reasonIn = (body: unknown): string | null => {
  const { reason, note } = (body ?? {}) as { reason?: string; note?: string }
  return reason ?? note ?? null
}
