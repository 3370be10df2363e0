/** Keyset pages: an opaque cursor, never an offset, never a total. */
import { Type, type TSchema } from 'typebox'
import { named } from './operation.ts'

export const pageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  cursor: Type.Optional(
    Type.String({ maxLength: 500, description: 'nextCursor of the page before; bound to the same filters' }),
  ),
}

export const pageOf = <S extends TSchema>(name: string, item: S) =>
  named(
    name,
    Type.Object(
      { items: Type.Array(item), nextCursor: Type.Union([Type.String(), Type.Null()]) },
      { additionalProperties: false },
    ),
  )
