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

const LESS = 0x3c
const SLASH = 0x2f

/** Tells a listener what stands in a text that comes in pieces, and keeps what can be told only with the next one. */
class XmlScanner {
  readonly #listener: XmlListener
  #text = ''
  /** What stands before is done with. */
  #at = 0
  #isLast = false
  /** The comment, CDATA or instruction whose end has not come. */
  #within: readonly [string, string] | undefined

  constructor(listener: XmlListener) {
    this.#listener = listener
  }

  /** @param isLast nothing follows */
  add(piece: string, isLast: boolean): void {
    this.#text = this.#text.slice(this.#at) + piece
    this.#at = 0
    this.#isLast = isLast
    let more = true
    while (more && this.#at < this.#text.length) more = this.#pass()
  }

  /** False where a stretch has begun that does not end. */
  get isComplete(): boolean {
    return this.#within === undefined && this.#text.slice(this.#at).trim() === ''
  }

  /** Passes one stretch. @returns false where the next piece must be known first */
  #pass(): boolean {
    if (this.#within) return this.#passWithin(this.#within)
    if (this.#text.charCodeAt(this.#at) !== LESS) return this.#passText()
    const isTag = !this.#text.startsWith('<!', this.#at) && !this.#text.startsWith('<?', this.#at)
    return isTag ? this.#passTag() : this.#enter()
  }

  #passWithin(stretch: readonly [string, string]): boolean {
    const text = this.#text
    const [, end] = stretch
    const found = text.indexOf(end, this.#at)
    const upTo = found >= 0 ? found : Math.max(this.#at, text.length - (end.length - 1))
    if (stretch === CDATA && upTo > this.#at) this.#listener.text?.(text.slice(this.#at, upTo))
    this.#at = found < 0 ? upTo : found + end.length
    if (found >= 0) this.#within = undefined
    return found >= 0
  }

  #passText(): boolean {
    const text = this.#text
    const at = this.#at
    const open = text.indexOf('<', at)
    this.#at = open < 0 ? this.#endOfText(at) : open
    if (this.#at > at) this.#listener.text?.(plain(text.slice(at, this.#at)))
    return open >= 0
  }

  /** The last letters of a piece may be half of an entity. */
  #endOfText(from: number): number {
    const text = this.#text
    const half = this.#isLast ? -1 : text.lastIndexOf('&')
    const isHalf = half >= from && half > text.length - LONGEST_ENTITY && text.indexOf(';', half) < 0
    return isHalf ? half : text.length
  }

  /** Into a stretch that is no tag. */
  #enter(): boolean {
    const text = this.#text
    const kind = [COMMENT, CDATA, INSTRUCTION].find(([start]) => text.startsWith(start, this.#at))
    if (kind) {
      this.#within = kind
      this.#at += kind[0].length
      return true
    }
    // Perhaps the start of one of them is still to come; else it is a document type.
    if (text.length - this.#at >= CDATA[0].length || this.#isLast) throw new ArchiveFault('broken_workbook')
    return false
  }

  #passTag(): boolean {
    const text = this.#text
    const end = endOfTag(text, this.#at + 1)
    if (end < 0) {
      if (text.length - this.#at > LIMITS.tagLetters) throw new ArchiveFault('broken_workbook')
      return false
    }
    const tag = text.slice(this.#at + 1, end)
    this.#at = end + 1
    if (tag.charCodeAt(0) === SLASH) this.#listener.close(nameOf(tag.slice(1)))
    else {
      const name = nameOf(tag)
      this.#listener.open(name, tag)
      if (tag.charCodeAt(tag.length - 1) === SLASH) this.#listener.close(name)
    }
    return true
  }
}

/** By its mark; without one it is UTF-8. */
const decoderFor = (start: Buffer): TextDecoder =>
  new TextDecoder(
    start[0] === 0xff && start[1] === 0xfe ? 'utf-16le' : start[0] === 0xfe && start[1] === 0xff ? 'utf-16be' : 'utf-8',
  )

export async function scanXml(bytes: AsyncIterable<Buffer>, listener: XmlListener): Promise<void> {
  const scanner = new XmlScanner(listener)
  let decoder: TextDecoder | undefined
  for await (const piece of bytes) {
    decoder ??= decoderFor(piece)
    scanner.add(decoder.decode(piece, { stream: true }), false)
  }
  scanner.add(decoder?.decode() ?? '', true)
  if (!scanner.isComplete) throw new ArchiveFault('broken_workbook')
}
