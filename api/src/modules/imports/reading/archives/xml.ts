/**
 * XML of a workbook, tag by tag, while it is unpacked. Nothing is gathered: what is kept is the listener's to decide. There
 * are no entities but the five of XML and numbers, and a document type is refused, so nothing can expand.
 */
import { ArchiveFault, LIMITS } from './limits.ts'

export interface XmlListener {
  /** `tag` is what stands between the angle brackets, for `attributeOf`. An empty element is opened and closed. */
  open(name: string, tag: string): void
  close(name: string): void
  /** One text may come in several pieces. */
  text?(piece: string): void
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const ENTITY = /&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));/g
const LONGEST_ENTITY = 12

const plain = (text: string): string =>
  text.includes('&')
    ? text.replace(ENTITY, (_, hex?: string, decimal?: string, name?: string) => {
        if (name !== undefined) return ENTITIES[name] ?? ''
        const point = hex === undefined ? Number(decimal) : parseInt(hex, 16)
        return point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point)
      })
    : text

/** An attribute by its name without prefix. */
export function attributeOf(tag: string, name: string): string | undefined {
  for (let at = tag.indexOf(name); at >= 0; at = tag.indexOf(name, at + 1)) {
    const before = tag.charCodeAt(at - 1)
    // Behind a blank, or behind the colon of a prefix.
    if (before > 0x20 && before !== 0x3a) continue
    let equals = at + name.length
    while (tag.charCodeAt(equals) <= 0x20) equals++
    if (tag.charCodeAt(equals) !== 0x3d) continue
    equals++
    while (tag.charCodeAt(equals) <= 0x20) equals++
    const quote = tag.charAt(equals)
    if (quote !== '"' && quote !== "'") continue
    const end = tag.indexOf(quote, equals + 1)
    return end < 0 ? undefined : plain(tag.slice(equals + 1, end))
  }
  return undefined
}

/** Where a tag ends: the first closing bracket outside quotes. -1 where it has not come yet. */
function endOfTag(text: string, from: number): number {
  let end = text.indexOf('>', from)
  if (end < 0) return -1
  const quote = text.slice(from, end).search(/["']/u)
  if (quote < 0) return end
  // A bracket may stand within a quoted value.
  let open = ''
  for (let at = from + quote; at < text.length; at++) {
    const sign = text.charAt(at)
    if (open !== '') {
      if (sign === open) open = ''
    } else if (sign === '"' || sign === "'") open = sign
    else if (sign === '>') return at
  }
  end = -1
  return end
}

const nameOf = (tag: string): string => {
  let end = 0
  let start = 0
  for (; end < tag.length; end++) {
    const code = tag.charCodeAt(end)
    if (code <= 0x20 || code === 0x2f) break
    if (code === 0x3a) start = end + 1
  }
  return tag.slice(start, end)
}

/** Stretches that are not tags, by how they begin and end. */
const COMMENT = ['<!--', '-->'] as const
const CDATA = ['<![CDATA[', ']]>'] as const
const INSTRUCTION = ['<?', '?>'] as const

export async function scanXml(bytes: AsyncIterable<Buffer>, listener: XmlListener): Promise<void> {
  let decoder: TextDecoder | undefined
  let rest = ''
  /** Within a comment, CDATA or instruction whose end has not come. */
  let within: readonly [string, string] | undefined

  const tell = (text: string): void => {
    if (text !== '') listener.text?.(plain(text))
  }
  const tag = (inner: string): void => {
    if (inner.charCodeAt(0) === 0x2f) return listener.close(nameOf(inner.slice(1)))
    const name = nameOf(inner)
    listener.open(name, inner)
    if (inner.charCodeAt(inner.length - 1) === 0x2f) listener.close(name)
  }
  /** @returns how much of the text is done with */
  const take = (text: string, last: boolean): number => {
    let at = 0
    while (at < text.length) {
      if (within) {
        const [, end] = within
        const found = text.indexOf(end, at)
        const upTo = found >= 0 ? found : Math.max(at, text.length - (end.length - 1))
        if (within === CDATA && upTo > at) listener.text?.(text.slice(at, upTo))
        if (found < 0) return upTo
        at = found + end.length
        within = undefined
        continue
      }
      const open = text.indexOf('<', at)
      if (open !== at) {
        const upTo = open < 0 ? text.length : open
        // The last letters of a piece may be half of an entity.
        const half = open < 0 && !last ? text.lastIndexOf('&') : -1
        const keep = half >= at && half > text.length - LONGEST_ENTITY && text.indexOf(';', half) < 0
        tell(text.slice(at, keep ? half : upTo))
        if (open < 0) return keep ? half : upTo
        at = open
      }
      if (text.startsWith('<!', at) || text.startsWith('<?', at)) {
        const kind = [COMMENT, CDATA, INSTRUCTION].find(([start]) => text.startsWith(start, at))
        if (kind) {
          within = kind
          at += kind[0].length
          continue
        }
        // Perhaps the start of one of them is still to come; else it is a document type.
        if (text.length - at >= CDATA[0].length || last) throw new ArchiveFault('broken_workbook')
        return at
      }
      const end = endOfTag(text, at + 1)
      if (end < 0) {
        if (text.length - at > LIMITS.tagLetters) throw new ArchiveFault('broken_workbook')
        return at
      }
      tag(text.slice(at + 1, end))
      at = end + 1
    }
    return at
  }
  for await (const piece of bytes) {
    decoder ??= new TextDecoder(
      piece[0] === 0xff && piece[1] === 0xfe
        ? 'utf-16le'
        : piece[0] === 0xfe && piece[1] === 0xff
          ? 'utf-16be'
          : 'utf-8',
    )
    const text = rest + decoder.decode(piece, { stream: true })
    rest = text.slice(take(text, false))
  }
  const text = rest + (decoder?.decode() ?? '')
  if (text.slice(take(text, true)).trim() !== '' || within) throw new ArchiveFault('broken_workbook')
}
