/** A step of a lifecycle as the screens need it: its form is the contract's own schema. */
import type { Call } from '@pandu-gempita/shared/contract/client'
import type { Operation } from '@pandu-gempita/shared/contract/operation'
import type { TSchema } from 'typebox'
import type { Component } from 'vue'
import type { CodeList } from '../labels/code-labels.ts'

export interface StepTarget {
  readonly id: string
  readonly version: number
}
export interface Quote {
  readonly title: string
  readonly text: string
}
export interface StepLooks {
  readonly icon: string
  /** `error` for what ends the matter. */
  readonly tone?: 'primary' | 'neutral' | 'error'
  /** Which list of words a coded field uses. */
  readonly lists?: Readonly<Record<string, CodeList>>
  /** Of a coded field only these, where the record allows no others now. */
  readonly only?: () => Readonly<Record<string, readonly string[]>>
  /** Comes before all others: a colleague waits for this decision. */
  readonly leads?: boolean
  /** Named only where it is possible: elsewhere nobody misses it. */
  readonly quiet?: boolean
  /** What the officer should know before going on. */
  readonly hint?: () => string
  /** A field that no plain widget can show; it gets the form's state. */
  readonly field?: {
    readonly component: Component
    readonly props: () => Record<string, unknown>
    /** Fields of the form that it shows itself. */
    readonly instead?: readonly string[]
  }
  /** What one must have read to fill in the form: it stands above the fields. */
  readonly reads?: () => readonly Quote[]
  /** Nothing has to be said: pressing the button is the step. A note has a button of its own. */
  readonly direct?: boolean
  /** Words already known for a field. */
  readonly initial?: () => Record<string, unknown>
}
export interface Step extends StepLooks {
  readonly schema: TSchema | undefined
  readonly run: (target: StepTarget, values: object, idempotencyKey: string) => Promise<unknown>
}
export type Steps = Readonly<Record<string, Step>>

type AnyRun = (request: Record<string, unknown>) => Promise<unknown>

export const step = <O extends Operation>(call: Call<O>, looks: StepLooks): Step => {
  const [param = 'id'] = Object.keys(call.operation.params ?? {})
  return {
    ...looks,
    schema: call.operation.body,
    run: (target, values, idempotencyKey) =>
      (call as unknown as AnyRun)({
        params: { [param]: target.id },
        ...(call.operation.body && { body: values }),
        ...(call.operation.concurrency === 'if-match' && { ifMatch: target.version }),
        ...(call.operation.idempotency === 'key' && { idempotencyKey }),
      }),
  }
}
