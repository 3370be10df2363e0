/**
 * A record and its steps, written once. The lifecycle, the operations, `allowedActions`, the kinds of events, the CHECK
 * list of the table, the diagram and the buttons of the screens follow from this object. See docs/adr/0034.
 */
import type { TSchema } from 'typebox'
import type { Operation } from './operation.ts'

/** One step of a record: from which states, to which, by whom, and how it is called. */
export interface Step<S extends string = string> {
  readonly from: readonly S[]
  readonly to: S
  readonly permission: string
  /** operationId. A step without one is a consequence of another operation, which `causedBy` names. */
  readonly operation?: string
  readonly causedBy?: string
  /** The operation is in the contract of a module above, which makes a record of its own by it. */
  readonly elsewhere?: true
  /** What stands after the address of the record. */
  readonly path?: string
  readonly summary?: string
  readonly description?: string
  readonly body?: TSchema
  readonly idempotency?: 'key'
  /** Codes of the problems that its rules refuse it with, in the order in which they are asked. */
  readonly rules?: readonly string[]
  /** Further problems, mostly of what the body names. */
  readonly problems?: readonly string[]
}

/** A write that leaves the state as it is, such as a photo or a note. It has an operation of its own in the contract. */
export interface RecordChange<S extends string = string> {
  /** States in which it is possible. */
  readonly in: readonly S[]
  readonly permission: string
  readonly operation: string
  /** The event is `<record>.<event>`; none where it ends in a step, which has its own. */
  readonly event?: string
  readonly rules?: readonly string[]
}

export interface RecordDefinition<S extends string = string> {
  readonly name: string
  readonly states: readonly S[]
  readonly initial: S
  /** Named sets of states, for statements, rules and screens: nobody lists states again. */
  readonly groups: Readonly<Record<string, readonly S[]>>
  /** The service standard whose time runs in a state; none where the clock stops or nothing is left to do. */
  readonly clocks?: Readonly<Partial<Record<S, string>>>
  readonly steps: Readonly<Record<string, Step<S>>>
  readonly changes?: Readonly<Record<string, RecordChange<S>>>
}

export const defineRecord = <
  const N extends string,
  const S extends string,
  const G extends Readonly<Record<string, readonly NoInfer<S>[]>>,
  const C extends Readonly<Partial<Record<NoInfer<S>, string>>>,
  const T extends Readonly<Record<string, Step<NoInfer<S>>>>,
  const W extends Readonly<Record<string, RecordChange<NoInfer<S>>>>,
>(record: {
  readonly name: N
  readonly states: readonly S[]
  readonly initial: NoInfer<S>
  readonly groups: G
  readonly clocks?: C
  readonly steps: T
  readonly changes?: W
}) => record

export type StateOf<R extends RecordDefinition> = R['states'][number]
export type StepOf<R extends RecordDefinition> = keyof R['steps'] & string
type RulesIn<E> = E extends { readonly rules: readonly (infer C extends string)[] } ? C : never
/** Codes of the rules of all steps and changes. */
export type RuleOf<R extends RecordDefinition> =
  | { [K in keyof R['steps']]: RulesIn<R['steps'][K]> }[keyof R['steps']]
  | (NonNullable<R['changes']> extends infer W extends object ? { [K in keyof W]: RulesIn<W[K]> }[keyof W] : never)

export const stepNames = <R extends RecordDefinition>(record: R): StepOf<R>[] =>
  Object.keys(record.steps) as StepOf<R>[]

export const can = <R extends RecordDefinition>(record: R, step: StepOf<R>, state: string): boolean =>
  record.steps[step]?.from.includes(state) ?? false

/** Steps that an officer may take from a state; consequences of other operations are left out. */
export const stepsFrom = <R extends RecordDefinition>(record: R, state: string): StepOf<R>[] =>
  stepNames(record).filter((name) => can(record, name, state) && record.steps[name]?.causedBy === undefined)

/** States that no step leaves. */
export const finalStates = <R extends RecordDefinition>(record: R): StateOf<R>[] =>
  record.states.filter((state) => !Object.values(record.steps).some(({ from }) => from.includes(state)))

export const inGroup = <R extends RecordDefinition>(record: R, group: keyof R['groups'] & string, state: string) =>
  record.groups[group]?.includes(state) ?? false

export interface StepDefaults {
  /** The address of the record; the step's own part follows. */
  readonly path: string
  readonly params: Readonly<Record<string, TSchema>>
  /** The record as it is afterwards. */
  readonly success: Operation['success']
  /** By operation, where the reply is another. */
  readonly replies?: Readonly<Record<string, Operation['success']>>
}
type ReplyOf<O, D extends StepDefaults> = D extends { readonly replies: infer A }
  ? O extends keyof A
    ? A[O]
    : D['success']
  : D['success']
type Declared<E> = E extends { readonly elsewhere: true }
  ? never
  : E extends { readonly operation: infer O extends string }
    ? O
    : never
type BodyOf<E> = E extends { readonly body: infer B extends TSchema } ? { readonly body: B } : object
type KeyIn<E> = E extends { readonly idempotency: 'key' } ? { readonly idempotency: 'key' } : object
type ProblemsIn<E> = E extends { readonly problems: readonly (infer C extends string)[] } ? C : never
export interface StepOperation<E extends Step, O, D extends StepDefaults> {
  readonly method: 'POST'
  readonly path: string
  readonly summary: string
  readonly access: { readonly permission: E['permission'] }
  readonly params: D['params']
  readonly concurrency: 'if-match'
  readonly transition: readonly [string, string]
  readonly success: ReplyOf<O, D>
  readonly problems: readonly ('transition-not-allowed' | RulesIn<E> | ProblemsIn<E>)[]
}
export type StepOperations<R extends RecordDefinition, D extends StepDefaults> = {
  readonly [K in keyof R['steps'] as Declared<R['steps'][K]>]: StepOperation<
    R['steps'][K],
    R['steps'][K]['operation'],
    D
  > &
    BodyOf<R['steps'][K]> &
    KeyIn<R['steps'][K]>
}

/** The operations of a record's steps, for its contract. */
export function stepOperations<R extends RecordDefinition, const D extends StepDefaults>(
  record: R,
  defaults: D,
): StepOperations<R, D> {
  const operations = Object.entries(record.steps).flatMap(([name, step]) => {
    const { operation, elsewhere, path = '', summary = '', description, body, idempotency } = step
    if (operation === undefined || elsewhere) return []
    return [
      [
        operation,
        {
          method: 'POST',
          path: `${defaults.path}/${path}`,
          summary,
          ...(description !== undefined && { description }),
          access: { permission: step.permission },
          params: defaults.params,
          ...(body && { body }),
          concurrency: 'if-match',
          ...(idempotency && { idempotency }),
          transition: [record.name, name],
          success: defaults.replies?.[operation] ?? defaults.success,
          problems: ['transition-not-allowed', ...(step.rules ?? []), ...(step.problems ?? [])],
        },
      ],
    ]
  })
  return Object.fromEntries(operations) as StepOperations<R, D>
}

export const toMermaid = (record: RecordDefinition): string =>
  [
    'stateDiagram-v2',
    `  [*] --> ${record.initial}`,
    ...Object.entries(record.steps).flatMap(([name, { from, to }]) =>
      from.map((state) => `  ${state} --> ${to}: ${name}`),
    ),
    ...finalStates(record).map((state) => `  ${state} --> [*]`),
  ].join('\n')
