/** A contract schema as the Standard Schema that UForm takes, with Indonesian words for each fault. */
import type { InputError } from '@pandu-gempita/shared/contract/problem'
import type { TSchema } from 'typebox'
import { Check, Errors } from 'typebox/schema'
import { problemWords } from '../labels/problems.ts'
import { t } from './messages.id.ts'

export interface FieldFault {
  readonly name: string
  readonly message: string
}
type Issue = { message: string; path: string[] }
export interface FormSchema {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: 'pandu-gempita'
    readonly validate: (input: unknown) => { value: unknown } | { issues: Issue[] }
  }
}

/** What people type has the form of one of these; the words say which. */
export const PATTERN_WORDS: ReadonlyMap<string, 'sixteenDigits' | 'userName' | 'phone' | 'threeDigits' | 'address'> =
  new Map([
    ['^[0-9]{16}$', 'sixteenDigits'],
    ['^[a-z0-9][a-z0-9._-]{2,59}$', 'userName'],
    ['^\\+?[0-9]{8,15}$', 'phone'],
    ['^[0-9]{1,3}$', 'threeDigits'],
    ['^https?://[!-~]+$', 'address'],
  ])
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Blob)

/** Empty fields are absent fields: '' and null never travel, nor do objects with nothing in them. */
export const clean = (value: unknown): unknown => {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim()
  if (Array.isArray(value)) return value.map(clean).filter((item) => item !== undefined)
  if (!isRecord(value)) return value ?? undefined
  const entries = Object.entries(value)
    .map(([key, item]) => [key, clean(item)] as const)
    .filter(([, item]) => item !== undefined)
  return entries.length > 0 ? Object.fromEntries(entries) : undefined
}

const wordsFor = (code: string, params: Record<string, unknown>): string => {
  const limit = params['limit']
  switch (code) {
    case 'required':
      return t('required')
    case 'minLength':
      return limit === 1 ? t('required') : t('minLength', { limit })
    case 'maxLength':
    case 'minimum':
    case 'maximum':
    case 'minItems':
    case 'maxItems':
      return t(code, { limit })
    case 'pattern':
      return t(PATTERN_WORDS.get(String(params['pattern'])) ?? 'pattern')
    case 'format':
      return params['format'] === 'date' ? t('date') : t('format')
    case 'enum':
      return t('enum')
    // The field whose choice excludes what the account holds already.
    case 'excludes':
      return problemWords('exclusive-permissions') ?? t('invalid')
    default:
      return problemWords(code) ?? t('invalid')
  }
}

const pathOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'))

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, ObjectSchema>>
  readonly items?: ObjectSchema
  readonly required?: readonly string[]
}
const schemaAt = (schema: ObjectSchema | undefined, [name, ...rest]: readonly string[]): ObjectSchema | undefined =>
  name === undefined ? schema : schemaAt(schema?.properties?.[name] ?? schema?.items, rest)
/** Nobody fills in an object: what is marked are the fields that it must have. */
const missingFields = (schema: ObjectSchema | undefined, path: readonly string[]): string[][] => {
  const inner = schema?.properties ? (schema.required ?? []) : []
  return inner.length === 0
    ? [[...path]]
    : inner.flatMap((name) => missingFields(schema?.properties?.[name], [...path, name]))
}

export const fieldFaults = (schema: TSchema, value: unknown): Issue[] => {
  const [, errors] = Errors(schema as Parameters<typeof Errors>[0], value)
  const seen = new Set<string>()
  return errors
    .flatMap(({ keyword, instancePath, params }) => {
      const path = pathOf(instancePath)
      const details = params as Record<string, unknown>
      if (keyword !== 'required') return [{ path, message: wordsFor(keyword, details) }]
      const missing = (details['requiredProperties'] ?? []) as string[]
      return missing
        .map((name) => [...path, name])
        .flatMap((at) => missingFields(schemaAt(schema as ObjectSchema, at), at))
        .map((at) => ({ path: at, message: t('required') }))
    })
    .filter(({ path }) => {
      const key = path.join('.')
      return !seen.has(key) && seen.add(key)
    })
}

export const formSchema = (schema: TSchema): FormSchema => ({
  '~standard': {
    version: 1,
    vendor: 'pandu-gempita',
    validate: (input) => {
      const value = clean(input) ?? {}
      if (Check(schema as Parameters<typeof Check>[0], value)) return { value }
      return { issues: fieldFaults(schema, value) }
    },
  },
})

/** The server's faults by pointer, in our words. */
export const faultsOf = (errors: readonly InputError[]): FieldFault[] =>
  errors.map(({ pointer, code, limit }) => ({
    name: pathOf(pointer).join('.'),
    message: wordsFor(code, { limit }),
  }))
