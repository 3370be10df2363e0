/** Lifecycles as data: the server's guard, the screen's buttons, the CHECK constraints and the diagrams read one table. */
import { Type } from 'typebox'
import { named, oneOf } from './operation.ts'
import type { Permission } from './words.ts'

export interface Transition<S extends string = string> {
  readonly from: readonly S[]
  readonly to: S
  readonly permission: Permission
  /** Performed by the system as a consequence of another operation (named here), never called directly. */
  readonly causedBy?: string
}

export interface Lifecycle<S extends string = string, T extends string = string> {
  readonly name: string
  readonly states: readonly S[]
  readonly initial: S
  readonly final: readonly S[]
  readonly transitions: Readonly<Record<T, Transition<S>>>
}

export const defineLifecycle = <
  const S extends string,
  const T extends Readonly<Record<string, Transition<NoInfer<S>>>>,
>(lifecycle: {
  readonly name: string
  readonly states: readonly S[]
  readonly initial: NoInfer<S>
  readonly final: readonly NoInfer<S>[]
  readonly transitions: T
}): Lifecycle<S, keyof T & string> => lifecycle as Lifecycle<S, keyof T & string>

export const can = <S extends string, T extends string>(lifecycle: Lifecycle<S, T>, transition: T, state: S): boolean =>
  lifecycle.transitions[transition].from.includes(state)

/** Transitions that an officer may call from a state; consequences of other operations are left out. */
export const transitionsFrom = <S extends string, T extends string>(lifecycle: Lifecycle<S, T>, state: S): T[] =>
  (Object.keys(lifecycle.transitions) as T[]).filter(
    (name) => lifecycle.transitions[name].from.includes(state) && lifecycle.transitions[name].causedBy === undefined,
  )

/** `allowedActions` of a record: each step that the state knows, and why it is refused, if it is. */
export const AllowedAction = named(
  'AllowedAction',
  Type.Object(
    {
      action: Type.String({ description: 'operationId' }),
      allowed: Type.Boolean(),
      reason: Type.Optional(
        oneOf(['state', 'permission', 'separation_of_duties', 'open_referral', 'deadline_passed', 'not_own_level'], {
          description: 'Why not; open list',
        }),
      ),
    },
    { additionalProperties: false },
  ),
)

export const toMermaid = (lifecycle: Lifecycle): string =>
  [
    'stateDiagram-v2',
    `  [*] --> ${lifecycle.initial}`,
    ...Object.entries(lifecycle.transitions).flatMap(([name, t]) =>
      t.from.map((from) => `  ${from} --> ${t.to}: ${name}`),
    ),
    ...lifecycle.final.map((state) => `  ${state} --> [*]`),
  ].join('\n')
