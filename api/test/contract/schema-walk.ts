/** Every place of a valid body where one thing can be made wrong: a needed field left out, a value of another type. */
import type { TSchema } from 'typebox'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
interface Node {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly required?: readonly string[]
  readonly items?: Node
  readonly anyOf?: readonly Node[]
  readonly const?: unknown
}

export interface Spoiled {
  readonly what: string
  readonly body: Json
  readonly pointer: string
  readonly code?: string
}

const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A value that no schema of this type takes. */
const wrongFor = (schema: Node): Json | undefined => {
  if (schema.type === 'string') return 12_345
  if (schema.type === 'integer' || schema.type === 'number') return 'twelve'
  if (schema.type === 'boolean') return 'yes'
  if (schema.type === 'array') return { list: true }
  return schema.type === 'object' || schema.anyOf ? 'text' : undefined
}

/** The branch of a union that the value belongs to, by the constant that tells them apart. */
const branchOf = (schema: Node, value: { [key: string]: Json }): Node | undefined =>
  schema.anyOf
    ? schema.anyOf.find((branch) =>
        Object.entries(branch.properties ?? {}).every(
          ([name, one]) => one.const === undefined || one.const === value[name],
        ),
      )
    : schema

function* spoil(schema: Node, value: Json, pointer: string, put: (changed: Json) => Json): Generator<Spoiled> {
  if (Array.isArray(value)) {
    const [first, ...rest] = value
    if (schema.items && first !== undefined)
      yield* spoil(schema.items, first, `${pointer}/0`, (changed) => put([changed, ...rest]))
    return
  }
  if (!isObject(value)) return
  const object = branchOf(schema, value)
  if (!object?.properties) return
  yield {
    what: `unknown field in ${pointer || 'the body'}`,
    body: put({ ...value, surprise: 1 }),
    pointer: `${pointer}/surprise`,
    code: 'unknown_field',
  }
  for (const name of object.required ?? []) {
    const { [name]: _left, ...rest } = value
    yield { what: `${pointer}/${name} left out`, body: put(rest), pointer: `${pointer}/${name}`, code: 'required' }
  }
  for (const [name, property] of Object.entries(object.properties)) {
    const wrong = wrongFor(property)
    if (wrong !== undefined)
      yield {
        what: `${pointer}/${name} of another type`,
        body: put({ ...value, [name]: wrong }),
        pointer: `${pointer}/${name}`,
      }
    const child = value[name]
    if (child !== undefined)
      yield* spoil(property, child, `${pointer}/${name}`, (changed) => put({ ...value, [name]: changed }))
  }
}

export const spoiledBodies = (schema: TSchema, body: unknown): Spoiled[] => [
  ...spoil(JSON.parse(JSON.stringify(schema)) as Node, body as Json, '', (changed) => changed),
]
