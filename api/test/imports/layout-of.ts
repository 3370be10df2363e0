import {
  guessDelimiter,
  guessFields,
  isUsable,
  splitLine,
  type Layout,
} from '../../src/modules/imports/reading/layouts.ts'

/** The layout that a header line stands for. */
export function layoutOf(line: string): Layout {
  const delimiter = guessDelimiter(line)
  const header = splitLine(line, delimiter).map((name) => name.trim())
  const position = guessFields(header)
  if (!isUsable(position)) throw new Error('the header is not known')
  return { delimiter, columns: header.length, position, header }
}
