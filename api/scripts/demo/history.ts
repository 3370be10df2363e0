/** What happened, as the product itself would have written it: an event and an audit entry for each step. */
import type { RecordDefinition } from '@pandu-gempita/shared/contract/record'
import type { Operation } from '@pandu-gempita/shared/contract/operation'
import type { DemoAccount } from './accounts.ts'
import type { Rows } from './plan.ts'
import type { Random } from './random.ts'

export interface Subject {
  readonly jurisdiction: number
  readonly type: string
  readonly id: string
  readonly aboutId: string | null
  readonly regionCode: string
  readonly visibleWith: string | null
}

/** The operation that performs a step; a consequence is named by the operation that caused it. */
export const operationOf = (
  lifecycle: RecordDefinition,
  operations: Readonly<Record<string, Operation>>,
  transition: string,
): string =>
  Object.entries(operations).find(
    ([, operation]) => operation.transition?.[0] === lifecycle.name && operation.transition[1] === transition,
  )?.[0] ??
  lifecycle.steps[transition]?.causedBy ??
  transition

export const writeStep = (
  rows: Rows,
  random: Random,
  subject: Subject,
  step: {
    readonly at: Date
    readonly actor: DemoAccount
    readonly operation: string
    readonly from: string | null
    readonly to: string
    readonly transition: string | null
    readonly details?: Readonly<Record<string, string | number | boolean | null>>
  },
): void => {
  const shared = {
    jurisdiction_id: subject.jurisdiction,
    at: step.at.toISOString(),
    subject_type: subject.type,
    subject_id: subject.id,
    region_code: subject.regionCode,
    actor_id: step.actor.id,
    actor_name: step.actor.displayName,
    request_id: `demo-${random.code(10)}`,
  }
  rows.add('events', {
    ...shared,
    id: random.uuid(step.at),
    type: `${subject.type}.${step.to}`,
    about_id: subject.aboutId,
    visible_with: subject.visibleWith,
    details: { ...(step.from === null ? {} : { from: step.from, step: step.transition }), ...step.details },
  })
  rows.add('audit_entries', {
    ...shared,
    id: random.uuid(step.at),
    actor_kind: 'officer',
    operation: step.operation,
    changes: [{ field: 'status', before: step.from, after: step.to }],
  })
}

/** The shortest way from the initial state to a state, as transitions. */
export const pathTo = (lifecycle: RecordDefinition, target: string): string[] => {
  const paths = new Map<string, string[]>([[lifecycle.initial, []]])
  for (let grown = true; grown;) {
    grown = false
    for (const [name, transition] of Object.entries(lifecycle.steps)) {
      for (const from of transition.from) {
        const path = paths.get(from)
        if (path === undefined || paths.has(transition.to)) continue
        paths.set(transition.to, [...path, name])
        grown = true
      }
    }
  }
  const path = paths.get(target)
  if (path === undefined) throw new Error(`${lifecycle.name}: no way to ${target}`)
  return path
}
