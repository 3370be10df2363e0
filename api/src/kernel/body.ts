/**
 * Bodies are parsed once, strictly: UTF-8, bounded depth and number of values, no U+0000 anywhere, before any schema
 * looks at them. What is refused costs no more than what is taken: a pointer is built for a fault only, and the
 * walk ends with the first faults that are told.
 */
import type { InputError } from '@pandu-gempita/shared/contract/problem'
import { problem } from './problem-error.ts'

const MAX_DEPTH = 32
/** Members and items of a whole body. The largest honest one (a piece of a proof) has some 4,000. */
const MAX_VALUES = 10_000
const MAX_FAULTS = 20
/** RFC 6749 has five parameters; a form is never larger here. */
const MAX_FIELDS = 50
const decoder = new TextDecoder('utf-8', { fatal: true })

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw problem('malformed-json')
  }
}

/** `path` from the root, and the part it ends with: a linked list, so that only a fault costs a pointer. */
interface Place {
  readonly parent: Place | undefined
  readonly name: string
}
const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')
function pointerOf(place: Place | undefined, prefix: string): string {
  const parts: string[] = []
  for (let at = place; at; at = at.parent) parts.push(escaped(at.name))
  const path = parts
    .reverse()
    .map((part) => `/${part}`)
    .join('')
  return `${prefix}${path}` || '/'
}

const textFault = (text: string): { code: string; message: string } | undefined => {
  if (text.includes('\u0000')) return { code: 'nul_character', message: 'must not hold U+0000' }
  // A half of a surrogate pair has no UTF-8 form and cannot be stored.
  return text.isWellFormed() ? undefined : { code: 'broken_text', message: 'must be well-formed Unicode' }
}

/** Walks without recursion: a nesting bomb must not reach the stack. */
export function inspectValue(value: unknown, prefix = ''): InputError[] {
  const faults: InputError[] = []
  let seen = 0
  const stack: { at: unknown; place: Place | undefined; depth: number }[] = [{ at: value, place: undefined, depth: 0 }]
  for (let item = stack.pop(); item; item = stack.pop()) {
    const { at, place, depth } = item
    if (typeof at === 'string') {
      const fault = textFault(at)
      if (fault) faults.push({ pointer: pointerOf(place, prefix), ...fault })
    } else if (typeof at === 'object' && at !== null) {
      if (depth >= MAX_DEPTH)
        return [{ pointer: '/', code: 'too_deep', message: `must not nest deeper than ${MAX_DEPTH}`, limit: MAX_DEPTH }]
      const names = Object.keys(at)
      seen += names.length
      if (seen > MAX_VALUES)
        return [
          {
            pointer: pointerOf(place, prefix),
            code: 'too_many_values',
            message: `must not hold more than ${MAX_VALUES} values`,
            limit: MAX_VALUES,
          },
        ]
      for (const name of names) {
        if (name.includes('\u0000'))
          faults.push({ pointer: pointerOf(place, prefix), code: 'nul_character', message: 'must not hold U+0000' })
        stack.push({ at: (at as Record<string, unknown>)[name], place: { parent: place, name }, depth: depth + 1 })
      }
    }
    if (faults.length >= MAX_FAULTS) break
  }
  return faults
}

export function parseJson(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw problem('malformed-json')
  }
  const faults = inspectValue(value)
  if (faults.length > 0) throw problem('invalid-request', { errors: faults })
  return value
}

export function parseForm(bytes: Uint8Array): unknown {
  const fields: Record<string, string> = {}
  let count = 0
  for (const [name, value] of new URLSearchParams(decodeUtf8(bytes))) {
    if (++count > MAX_FIELDS)
      throw problem('invalid-request', {
        errors: [
          {
            pointer: '/',
            code: 'too_many_values',
            message: `must not hold more than ${MAX_FIELDS} fields`,
            limit: MAX_FIELDS,
          },
        ],
      })
    // RFC 6749 3.2: parameters must not be included more than once.
    if (Object.hasOwn(fields, name))
      throw problem('invalid-request', {
        errors: [{ pointer: `/${escaped(name)}`, code: 'repeated', message: 'must appear once' }],
      })
    fields[name] = value
  }
  const faults = inspectValue(fields)
  if (faults.length > 0) throw problem('invalid-request', { errors: faults })
  return fields
}
