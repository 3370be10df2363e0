/** Bodies are parsed once, strictly: UTF-8, bounded depth, no U+0000 anywhere, before any schema looks at them. */
import type { InputError } from '@pandu-gempita/shared/contract/problem'
import { problem } from './problem-error.ts'

const MAX_DEPTH = 32
const decoder = new TextDecoder('utf-8', { fatal: true })

export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw problem('malformed-json')
  }
}

/** Walks without recursion: a nesting bomb must not reach the stack. */
export function inspectValue(value: unknown, prefix = ''): InputError[] {
  const faults: InputError[] = []
  const queue: { at: unknown; pointer: string; depth: number }[] = [{ at: value, pointer: prefix, depth: 0 }]
  for (let item = queue.pop(); item; item = queue.pop()) {
    const { at, pointer, depth } = item
    if (typeof at === 'string') {
      if (at.includes('\u0000'))
        faults.push({ pointer: pointer || '/', code: 'nul_character', message: 'must not hold U+0000' })
      // A half of a surrogate pair has no UTF-8 form and cannot be stored.
      else if (!at.isWellFormed())
        faults.push({ pointer: pointer || '/', code: 'broken_text', message: 'must be well-formed Unicode' })
    } else if (typeof at === 'object' && at !== null) {
      if (depth >= MAX_DEPTH)
        return [{ pointer: '/', code: 'too_deep', message: `must not nest deeper than ${MAX_DEPTH}`, limit: MAX_DEPTH }]
      for (const [key, child] of Object.entries(at)) {
        if (key.includes('\u0000'))
          faults.push({ pointer: pointer || '/', code: 'nul_character', message: 'must not hold U+0000' })
        queue.push({
          at: child,
          pointer: `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
          depth: depth + 1,
        })
      }
    }
    if (faults.length >= 20) break
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
  for (const [name, value] of new URLSearchParams(decodeUtf8(bytes))) {
    // RFC 6749 3.2: parameters must not be included more than once.
    if (Object.hasOwn(fields, name))
      throw problem('invalid-request', {
        errors: [{ pointer: `/${name}`, code: 'repeated', message: 'must appear once' }],
      })
    fields[name] = value
  }
  const faults = inspectValue(fields)
  if (faults.length > 0) throw problem('invalid-request', { errors: faults })
  return fields
}
