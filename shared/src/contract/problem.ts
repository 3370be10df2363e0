/** RFC 9457 problem documents. The catalogue of codes is the product's. */
import { Type, type Static } from 'typebox'
import { named } from './operation.ts'

/** One fault in the input: `pointer` is a JSON pointer into the body, or `/query/…`, `/path/…`, `/header/…`. */
export const InputError = named(
  'InputError',
  Type.Object(
    {
      pointer: Type.String(),
      code: Type.String({ description: 'JSON Schema keyword or a code of the rule that was broken; open list' }),
      message: Type.String({ description: 'English, for developers; screens word the code themselves' }),
      limit: Type.Optional(Type.Union([Type.Number(), Type.String()])),
      allowed: Type.Optional(
        Type.Array(Type.String(), { description: 'What may stand here, where that is a short list of values' }),
      ),
    },
    { additionalProperties: false },
  ),
)
export type InputError = Static<typeof InputError>

export const Problem = named(
  'Problem',
  Type.Object(
    {
      type: Type.String({ description: '/problems/<code>' }),
      title: Type.String(),
      status: Type.Integer(),
      code: Type.String({ description: 'Stable; open list' }),
      detail: Type.Optional(
        Type.String({ description: 'What it means and, often, what to do; English, no personal data' }),
      ),
      requestId: Type.String(),
      errors: Type.Optional(Type.Array(InputError)),
      allowed: Type.Optional(Type.Array(Type.String(), { description: 'What the present state does allow' })),
      permission: Type.Optional(Type.String({ description: 'The permission that is missing' })),
      accepted: Type.Optional(Type.Array(Type.String(), { description: 'Media types that are taken' })),
      limit: Type.Optional(Type.Integer({ description: 'Largest body in bytes' })),
    },
    { additionalProperties: false },
  ),
)
export type Problem = Static<typeof Problem>

export interface ProblemDefinition {
  readonly status: number
  /** English, for developers and logs. */
  readonly title: string
  /** Indonesian, for officers; screens take it from their own catalogue by code. */
  readonly judul: string
}
export const defineProblems = <const P extends Readonly<Record<string, ProblemDefinition>>>(problems: P): P => problems
