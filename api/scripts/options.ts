/** The options of a command; what it does not know, or what lacks its value, ends it in one line with the code of a wrong command line. */
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { EXIT } from '../src/preflight.ts'

type Options = NonNullable<ParseArgsConfig['options']>
type Values<T extends Options> = ReturnType<typeof parseArgs<{ options: T }>>['values']

const isWrongUse = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_')

/** The first sentence says what is wrong; the rest is advice for other commands. */
const wrongUse = (error: unknown): string | undefined =>
  isWrongUse(error) ? `${error.message.split(/\.(?:\s|$)/u)[0] ?? error.message}.` : undefined

export function readOptions<const T extends Options>(options: T): Values<T> {
  try {
    return parseArgs({ options }).values
  } catch (error) {
    const fault = wrongUse(error)
    if (fault === undefined) throw error
    const known = Object.keys(options).map((name) => `--${name}`)
    console.error(`${fault} Known are ${known.join(', ')}.`)
    process.exit(EXIT.usage)
  }
}
