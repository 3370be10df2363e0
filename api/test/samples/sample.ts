/** A valid request of every operation. A missing operation does not compile, so no list of exceptions can grow. */
import type { RequestOf } from '@pandu-gempita/shared/contract/client'
import type { Contract } from '@pandu-gempita/shared/contract/operation'
import type { ProblemCode } from '@pandu-gempita/shared/problems'
import type { Caller } from '../harness.ts'
import type { World } from '../world.ts'

/**
 * What the same role in the kabupaten next door gets for the same request:
 * - `not-found`: the record does not exist for it,
 * - `jurisdiction`: likewise, but within the kabupaten it is there for everybody, with rows of the own area only,
 * - `absent`: its list lacks the record of this id, which the caller's list has,
 * - `problem`: what the body names is refused,
 * - `everyone`: reference data, or only what is the caller's own.
 */
export type Elsewhere =
  'not-found' | 'jurisdiction' | 'everyone' | { readonly absent: string } | { readonly problem: ProblemCode }

export interface Sample<O> {
  /** Whoever calls it; without meaning for public operations. */
  readonly as: Caller
  readonly request: RequestOf<O>
  readonly elsewhere: Elsewhere
}

export type Samples<C extends Contract> = {
  readonly [K in keyof C['operations']]: (world: World) => Promise<Sample<C['operations'][K]>>
}
