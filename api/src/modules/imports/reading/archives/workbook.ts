/**
 * The first sheet of a workbook as delimited lines, so that everything after it is the same as for text. Cells are read where
 * they stand and only where something stands: a stray cell at the end of a sheet costs nothing. A cell without an address
 * stands behind the one before it (small writers leave addresses out).
 */
import path from 'node:path'
import { isDateFormat, unescaped } from './cell-values.ts'
import { ArchiveFault, LIMITS } from './limits.ts'
import { readSheet } from './sheet.ts'
import { attributeOf, scanXml, type XmlListener } from './xml.ts'
import { createUnpacker, zipParts } from './zip.ts'

const broken = (): ArchiveFault => new ArchiveFault('broken_workbook')

type Unpack = (name: string) => AsyncIterable<Buffer>

interface Relation {
  readonly id: string
  readonly type: string
  readonly target: string
}
async function relationsOf(unpack: Unpack, part: string): Promise<Relation[]> {
  const found: Relation[] = []
  const folder = path.posix.dirname(part)
  await scanXml(unpack(path.posix.join(folder, '_rels', `${path.posix.basename(part)}.rels`)), {
    open(name, tag) {
      if (name !== 'Relationship') return
      if (found.length >= LIMITS.parts) throw new ArchiveFault('workbook_too_many_parts')
      const target = attributeOf(tag, 'Target') ?? ''
      found.push({
        id: attributeOf(tag, 'Id') ?? '',
        type: (attributeOf(tag, 'Type') ?? '').split('/').at(-1) ?? '',
        target: target.startsWith('/') ? target.slice(1) : path.posix.join(folder, target),
      })
    },
    close: () => undefined,
  })
  return found
}

/** The texts that cells name by their place. What stands for their sound is passed over. */
class SharedTexts implements XmlListener {
  readonly texts: string[] = []
  #letters = 0
  #text = ''
  #isInText = false
  #isInSound = false

  open(name: string): void {
    if (name === 'si') this.#text = ''
    else if (name === 't') this.#isInText = true
    else if (name === 'rPh') this.#isInSound = true
  }
  close(name: string): void {
    if (name === 't') this.#isInText = false
    else if (name === 'rPh') this.#isInSound = false
    else if (name === 'si') this.#add()
  }
  text(piece: string): void {
    if (this.#isInText && !this.#isInSound && this.#text.length < LIMITS.cellLetters)
      this.#text += piece.slice(0, LIMITS.cellLetters)
  }
  #add(): void {
    this.texts.push(unescaped(this.#text))
    this.#letters += this.#text.length
    if (this.texts.length > LIMITS.sharedTexts || this.#letters > LIMITS.sharedLetters)
      throw new ArchiveFault('workbook_too_large')
  }
}

async function readSharedTexts(bytes: AsyncIterable<Buffer>): Promise<string[]> {
  const shared = new SharedTexts()
  await scanXml(bytes, shared)
  return shared.texts
}

/** Of each cell style: is its number a date? */
async function readDateStyles(bytes: AsyncIterable<Buffer>): Promise<boolean[]> {
  const formats = new Map<number, string>()
  const styles: boolean[] = []
  let inCells = false
  await scanXml(bytes, {
    open(name, tag) {
      if (name === 'numFmt') formats.set(Number(attributeOf(tag, 'numFmtId')), attributeOf(tag, 'formatCode') ?? '')
      else if (name === 'cellXfs') inCells = true
      else if (name === 'xf' && inCells) {
        const id = Number(attributeOf(tag, 'numFmtId') ?? 0)
        styles.push(isDateFormat(id, formats.get(id)))
      }
      if (styles.length > LIMITS.styles || formats.size > LIMITS.styles) throw new ArchiveFault('workbook_too_large')
    },
    close(name) {
      if (name === 'cellXfs') inCells = false
    },
  })
  return styles
}

/** Which sheet is the first, and from which year its dates count. */
async function readMain(bytes: AsyncIterable<Buffer>): Promise<{ first: string | undefined; since1904: boolean }> {
  let first: string | undefined
  let since1904 = false
  await scanXml(bytes, {
    open(name, tag) {
      if (name === 'sheet') first ??= attributeOf(tag, 'id')
      else if (name === 'workbookPr') since1904 ||= ['1', 'true'].includes(attributeOf(tag, 'date1904') ?? '')
    },
    close: () => undefined,
  })
  return { first, since1904 }
}

/** Writes the lines of the first sheet. `unpack` stops between pieces, so whoever writes can wait there. */
export async function readWorkbook(archive: Buffer, write: (text: string) => void, drained: () => Promise<void>) {
  const parts = zipParts(archive)
  const unpacked = createUnpacker(archive, parts)
  async function* unpack(name: string): AsyncGenerator<Buffer> {
    for await (const piece of unpacked(name)) {
      await drained()
      yield piece
    }
  }
  const main = (await relationsOf(unpack, '')).find(({ type }) => type === 'officeDocument')?.target
  if (main === undefined) throw broken()
  const { first, since1904 } = await readMain(unpack(main))
  const relations = await relationsOf(unpack, main)
  const sheet = relations.find(({ id }) => id === first)?.target
  if (sheet === undefined) throw broken()
  const partOf = (kind: string): string | undefined => {
    const target = relations.find(({ type }) => type === kind)?.target
    return target !== undefined && parts.has(target) ? target : undefined
  }
  const [texts, styles] = [partOf('sharedStrings'), partOf('styles')]
  await readSheet(
    unpack(sheet),
    {
      texts: texts === undefined ? [] : await readSharedTexts(unpack(texts)),
      dates: styles === undefined ? [] : await readDateStyles(unpack(styles)),
      since1904,
    },
    write,
  )
}
