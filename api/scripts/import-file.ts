/**
 * `npm run import -- --file F --kabupaten 3314 --release "DTKS Juli 2025" --cut-off 2025-07-20`
 *
 * For the operator of a server: an import without the screens, in this process, with progress. Run again for the same
 * file it goes on where it was stopped. docs/how-to-import.md has the options and the exit codes.
 */
import { access, constants } from 'node:fs/promises'
import type { ImportProgress } from '@pandu-gempita/shared/imports'
import { importCoverages, importHolds, importSources } from '@pandu-gempita/shared/import-record'
import { rejectReasons } from '@pandu-gempita/shared/reject-reasons'
import { createDatabase } from '../src/kernel/db.ts'
import { createSecrets } from '../src/kernel/digest.ts'
import { ProblemError } from '../src/kernel/problem-error.ts'
import { sqlState } from '../src/kernel/unit-of-work.ts'
import {
  ImportCommandError,
  runImport,
  type ImportCommand,
  type ImportEnd,
  type ImportOutcome,
  type ImportTold,
} from '../src/modules/imports/command.ts'
import { isOperatorsToMend, openForOperator } from './operator-database.ts'
import { readOptions } from './options.ts'

const FAILED = 1
const USAGE = 2
const EXIT_CODES: Readonly<Record<ImportEnd, number>> = {
  applied: 0,
  waits_for_review: 0,
  refused: FAILED,
  held: 3,
  waits_for_columns: 4,
  stopped: 130,
}

class UsageError extends Error {}

const oneOf = <T extends string>(option: string, known: readonly T[], value: string): T => {
  const found = known.find((each) => each === value)
  if (found === undefined) throw new UsageError(`--${option} is one of ${known.join(', ')}, not "${value}"`)
  return found
}
const matching = (option: string, pattern: RegExp, example: string, value: string | undefined): string => {
  if (value === undefined || !pattern.test(value))
    throw new UsageError(`--${option} is needed, such as --${option} ${example}`)
  return value
}

const given = () =>
  readOptions({
    file: { type: 'string' },
    kabupaten: { type: 'string' },
    release: { type: 'string' },
    'cut-off': { type: 'string' },
    source: { type: 'string', default: 'dtks' },
    coverage: { type: 'string', default: 'partial' },
    village: { type: 'string' },
    polite: { type: 'boolean', default: false },
    apply: { type: 'boolean', default: false },
    operator: { type: 'string' },
    accept: { type: 'string', multiple: true, default: [] },
  })

const readCommand = async (): Promise<ImportCommand> => {
  const values = given()
  const file = matching('file', /./, 'dtks.csv', values.file)
  const readable = await access(file, constants.R_OK).then(
    () => true,
    () => false,
  )
  if (!readable) throw new UsageError(`The file ${file} cannot be read`)
  if (values.apply && !values.operator?.trim())
    throw new UsageError('--apply needs --operator "Nama Lengkap": who decides it is kept on record')
  return {
    file,
    kabupaten: matching('kabupaten', /^[1-9][0-9]{3}$/, '3314', values.kabupaten),
    releaseName: matching('release', /^.{1,80}$/, '"DTKS Juli 2025"', values.release?.trim()),
    cutOffOn: matching('cut-off', /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/, '2025-07-20', values['cut-off']),
    source: oneOf('source', importSources, values.source),
    coverage: oneOf('coverage', importCoverages, values.coverage),
    ...(values.village !== undefined && {
      villageCode: matching('village', /^[0-9]{10}$/, '3314012001', values.village),
    }),
    polite: values.polite,
    apply: values.apply,
    operator: values.operator?.trim() ?? 'Operator server',
    acceptedHolds: values.accept.map((hold) => oneOf('accept', importHolds, hold)),
  }
}

const number = (value: number): string => Math.round(value).toLocaleString('en')
const timeLeft = (seconds: number): string =>
  seconds < 90 ? `${Math.round(seconds)} s left` : `${Math.round(seconds / 60)} min left`

/** On a terminal one line is written over; in a log, a line every ten seconds and at each new stage. */
const LINE_EVERY_MS = 10_000
const createTeller = (): ImportTold & { end(): void } => {
  const terminal = process.stdout.isTTY
  let stage = ''
  let since = 0
  let open = false
  const write = (at: string, line: string): void => {
    if (terminal) {
      if (open && at !== stage) process.stdout.write('\n')
      process.stdout.write(`\r\u001b[K${line}`)
      open = true
    } else if (at !== stage || Date.now() - since > LINE_EVERY_MS) {
      console.log(line)
      since = Date.now()
    }
    stage = at
  }
  const position = ({ done, total }: ImportProgress): string =>
    total === 0 ? '' : ` ${Math.min(100, Math.floor((done / total) * 100))} %`
  return {
    stored: (bytes, total) =>
      write('storing', `storing ${total === 0 ? 100 : Math.floor((bytes / total) * 100)} % of ${number(total)} bytes`),
    resumed: (batch) => write('resumed', `going on with what was stored at ${batch.uploadedAt}, state ${batch.status}`),
    progress: (progress) =>
      write(
        progress.stage,
        [
          `${progress.stage}${position(progress)}`,
          ...(progress.rowsPerSecond ? [`${number(progress.rowsPerSecond)} rows/s`] : []),
          ...(progress.secondsLeft === null ? [] : [timeLeft(progress.secondsLeft)]),
        ].join(', '),
      ),
    end: () => {
      if (open) process.stdout.write('\n')
      open = false
    },
  }
}

const ENDS: Readonly<Record<ImportEnd, string>> = {
  applied: 'Applied.',
  waits_for_review: 'Nothing is applied yet: it waits for review in the screens, or run again with --apply --operator.',
  waits_for_columns: 'The headings are not known. Say which column is which in the screens, then run this again.',
  held: 'A stop rule holds it. Look at it in the screens, or run again with --accept for each rule that you accept.',
  refused: 'Not applied.',
  stopped: 'Stopped at a safe point; nothing is lost. Run the same command again to go on.',
}

const summarise = ({ end, batch, rejects }: ImportOutcome, publicUrl: string): void => {
  if (batch) {
    const { counts } = batch
    console.log(
      `${number(counts.rows)} rows: ${number(counts.valid)} valid, ${number(counts.rejected)} rejected. Persons: ` +
        `${number(counts.personsNew)} new, ${number(counts.personsChanged)} changed, ${number(counts.personsUnchanged)} unchanged.`,
    )
    for (const { code, rows } of rejects)
      console.log(`  ${number(rows).padStart(9)}  ${code}: ${rejectReasons[code].en}`)
    if (batch.holds.length > 0) console.log(`Stop rules: ${batch.holds.join(', ')}`)
    if (batch.failure !== null) console.log(`Refused: ${batch.failure}`)
  }
  console.log(ENDS[end])
  if (batch && end !== 'applied') console.log(`${publicUrl}/data/${batch.id}`)
}

/** What a database says of a failure may hold values of the file: only its kind is shown. */
const words = (error: unknown): string => {
  if (error instanceof ProblemError) return `Refused: ${error.code}`
  if (error instanceof UsageError || error instanceof ImportCommandError || isOperatorsToMend(error))
    return error.message
  const kind = sqlState(error) ?? (error instanceof Error ? error.constructor.name : typeof error)
  return `Failed: ${kind}. Nothing is lost; run the same command again to go on.`
}

const stopping = new AbortController()
const stopOnRequest = (): void => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (!stopping.signal.aborted) console.error('\nStopping at the next safe point …')
      stopping.abort()
    })
}

let stop: () => Promise<unknown> = () => Promise.resolve()
try {
  const command = await readCommand()
  stopOnRequest()
  const opened = await openForOperator()
  stop = opened.stop
  const { config } = opened
  const database = createDatabase(config.databaseUrl, { max: 6, longWork: true })
  const teller = createTeller()
  try {
    const task = { database, secrets: createSecrets(config.dataKey), signal: stopping.signal }
    const outcome = await runImport(task, command, teller).finally(() => teller.end())
    summarise(outcome, config.publicUrl)
    process.exitCode = EXIT_CODES[outcome.end]
  } finally {
    await database.close()
  }
} catch (error) {
  console.error(words(error))
  process.exitCode = error instanceof UsageError ? USAGE : FAILED
} finally {
  await stop()
}
