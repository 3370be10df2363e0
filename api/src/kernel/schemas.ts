/**
 * Contract schemas made ready for three readers:
 * - validators (Ajv, inlined, compiled at first use: 90 operations at once cost seconds at boot),
 * - serialisers (fast-json-stringify, likewise),
 * - the OpenAPI document (named schemas as `$ref` into components).
 */
import type { Contracts } from '@pandu-gempita/shared/contracts'
import type { Contract, Operation } from '@pandu-gempita/shared/contract/operation'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormatsModule from 'ajv-formats'
import fastJsonStringify from 'fast-json-stringify'
import type { InputError } from '@pandu-gempita/shared/contract/problem'
import type { TSchema } from 'typebox'

export type PlainSchema = Record<string, unknown>
export type AnyContracts = Readonly<Record<keyof Contracts, Contract>> | Readonly<Record<string, Contract>>

const plain = (schema: unknown): PlainSchema => JSON.parse(JSON.stringify(schema)) as PlainSchema

const isObject = (value: unknown): value is PlainSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const walk = (node: unknown, visit: (schema: PlainSchema) => PlainSchema): unknown => {
  if (Array.isArray(node)) return node.map((item) => walk(item, visit))
  if (!isObject(node)) return node
  return visit(Object.fromEntries(Object.entries(node).map(([key, value]) => [key, walk(value, visit)])))
}

/** A union of objects that share a constant field is told apart by it: one error, not one from every branch. */
const discriminated = (schema: PlainSchema): PlainSchema => {
  const branches = schema['anyOf']
  if (!Array.isArray(branches) || branches.length < 2 || !branches.every(isObject)) return schema
  const constants = branches.map((branch) =>
    isObject(branch['properties'])
      ? Object.entries(branch['properties'])
          .filter(([, p]) => isObject(p) && 'const' in p)
          .map(([name]) => name)
      : [],
  )
  const name = constants[0]?.find((candidate) => constants.every((names) => names.includes(candidate)))
  if (!name) return schema
  const { anyOf, ...rest } = schema
  return { ...rest, type: 'object', required: [name], discriminator: { propertyName: name }, oneOf: anyOf }
}

/** Everything in place, no names. */
const inlined = (schema: TSchema | PlainSchema): PlainSchema =>
  walk(plain(schema), (node) => {
    const { $id: _name, ...rest } = node
    return discriminated(rest)
  }) as PlainSchema

/** Named schemas collected once, and replaced by references that Fastify's schema store resolves. Two different ones of a name are a mistake of ours. */
export function referenced(schema: TSchema | PlainSchema, components: Map<string, PlainSchema>): PlainSchema {
  return walk(plain(schema), (node) => {
    const { $id: name, ...rest } = node
    if (typeof name !== 'string') return rest
    const known = components.get(name)
    if (known && JSON.stringify(known) !== JSON.stringify(rest))
      throw new Error(`Two different schemas are named ${name}`)
    components.set(name, rest)
    return { $ref: `${name}#` }
  }) as PlainSchema
}

// The CommonJS default export arrives as a namespace under native ESM.
const addFormats = addFormatsModule as unknown as (ajv: Ajv) => Ajv

const options = {
  allErrors: true,
  // The schema beside the fault: from it the values that would have been right are told.
  verbose: true,
  discriminator: true,
  strict: false,
  removeAdditional: false,
  useDefaults: true,
} as const
/** Bodies: a number where text belongs is refused. Nothing is dropped, nothing converted. */
const bodyAjv = addFormats(new Ajv({ ...options, coerceTypes: false, useDefaults: false }))
/** Stops at the first fault, so that a body costs no more to refuse than to take. */
const firstFaultAjv = addFormats(new Ajv({ ...options, allErrors: false, coerceTypes: false, useDefaults: false }))
/** Paths and queries are text by nature, so numbers, booleans and single items of lists are converted. */
const textAjv = addFormats(new Ajv({ ...options, coerceTypes: 'array' }))

const once = <T>(make: () => T): (() => T) => {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}

const escapePointer = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1')

/** Of a closed list its values, of a union the words that tell its branches apart. */
function rightValues({ keyword, params, parentSchema }: ErrorObject): readonly unknown[] | undefined {
  if (keyword === 'enum') return params['allowedValues'] as unknown[]
  if (keyword === 'const') return [params['allowedValue']]
  if (keyword !== 'discriminator') return undefined
  const branches = (parentSchema as { oneOf?: readonly { properties?: Record<string, { const?: unknown }> }[] }).oneOf
  return branches?.flatMap((branch) => branch.properties?.[String(params['tag'])]?.const ?? [])
}

function toInputError(prefix: string, error: ErrorObject): InputError {
  const params = error.params as Record<string, unknown>
  // `tag` is the field that tells the branches of a union apart.
  const missing =
    params['missingProperty'] ?? params['additionalProperty'] ?? params['unevaluatedProperty'] ?? params['tag']
  const pointer = `${prefix}${error.instancePath}${typeof missing === 'string' ? `/${escapePointer(missing)}` : ''}`
  const code = error.keyword === 'additionalProperties' ? 'unknown_field' : error.keyword
  const limit = params['limit'] ?? params['format']
  const values = rightValues(error)
  return {
    pointer: pointer || '/',
    code,
    message: error.message ?? 'is not valid',
    ...((typeof limit === 'number' || typeof limit === 'string') && { limit }),
    ...(values && values.length <= MAX_VALUES_TOLD && { allowed: values.map(String) }),
  }
}

const MAX_ERRORS = 50
/** Longer lists are in the contract. */
const MAX_VALUES_TOLD = 60
/** All faults of a small value are told; of a large one the first, for each fault found costs an object of its own. */
const ALL_FAULTS_UP_TO = 2_000

export interface Check {
  (value: unknown): InputError[]
}

/** `prefix` says where the part is: '' the body, '/query', '/path'. */
export function createCheck(schema: TSchema | PlainSchema, part: 'body' | 'query' | 'path'): Check {
  const compiled = (ajv: Ajv) => once((): ValidateFunction => ajv.compile(inlined(schema)))
  const prefix = part === 'body' ? '' : `/${part}`
  const all = compiled(part === 'body' ? bodyAjv : textAjv)
  const first = part === 'body' ? compiled(firstFaultAjv) : all
  return (value) => {
    if (first()(value)) return []
    const check = first === all || !isSmall(value) ? first() : all()
    if (check !== first()) check(value)
    return (check.errors ?? []).slice(0, MAX_ERRORS).map((error) => toInputError(prefix, error))
  }
}

function isSmall(value: unknown): boolean {
  let left = ALL_FAULTS_UP_TO
  const stack = [value]
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (typeof at !== 'object' || at === null) continue
    const parts = Object.values(at)
    left -= parts.length
    if (left < 0) return false
    stack.push(...parts)
  }
  return true
}

/** Only declared fields leave: what a query selected too much is dropped here. */
export function createSerializer(schema: TSchema): (value: unknown) => string {
  const stringify = once(() => fastJsonStringify(inlined(schema) as unknown as Parameters<typeof fastJsonStringify>[0]))
  return (value) => stringify()(value)
}

export const paramsSchema = (operation: Operation): PlainSchema | undefined =>
  operation.params && {
    type: 'object',
    properties: operation.params,
    required: Object.keys(operation.params),
    additionalProperties: false,
  }

export const eachOperation = (
  contracts: AnyContracts,
): { module: string; id: string; operation: Operation; contract: Contract }[] =>
  Object.entries(contracts).flatMap(([module, contract]) =>
    Object.entries(contract.operations).map(([id, operation]) => ({ module, id, operation, contract })),
  )
