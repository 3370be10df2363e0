/**
 * `npm run account:create -- --user kadis.sragen --name "Nama Lengkap" --role dinsos_head --region 3314`
 *
 * For the operator of the server: the first administrator and the first head of a dinas. Prints the code to activate it with.
 */
import { createDatabase } from '../src/kernel/db.ts'
import { createSecrets } from '../src/kernel/digest.ts'
import { ProblemError } from '../src/kernel/problem-error.ts'
import { sqlState } from '../src/kernel/unit-of-work.ts'
import { createOperatorAccount, OperatorAccountError } from '../src/operator-account.ts'
import { isOperatorsToMend, openForOperator } from './operator-database.ts'
import { readOptions } from './options.ts'

const UNIQUE_VIOLATION = '23505'

const readArguments = () => {
  const values = readOptions({
    user: { type: 'string' },
    name: { type: 'string' },
    role: { type: 'string' },
    region: { type: 'string' },
  })
  if (!values.user || !values.name || !values.role)
    throw new OperatorAccountError('Needed: --user, --name, --role, and --region for a role of an area')
  return {
    userName: values.user,
    displayName: values.name,
    role: values.role,
    ...(values.region !== undefined && { regionCode: values.region }),
  }
}

const words = (error: unknown): unknown => {
  if (error instanceof ProblemError) return `${error.message}: ${error.code}`
  if (sqlState(error) === UNIQUE_VIOLATION) return 'This user name is taken.'
  const plain = error instanceof OperatorAccountError || isOperatorsToMend(error)
  return plain ? error.message : error
}

let stop: () => Promise<unknown> = () => Promise.resolve()
try {
  const wanted = readArguments()
  const opened = await openForOperator()
  const { config } = opened
  stop = opened.stop
  const database = createDatabase(config.databaseUrl)
  try {
    const code = await createOperatorAccount(database, createSecrets(config.dataKey), config.migrateDatabaseUrl, wanted)
    console.log(`Account ${wanted.userName}: ${wanted.role} ${wanted.regionCode ?? 'of the nation'}`)
    console.log(`Activation code, shown this once, for seven days; its owner chooses the password with it: ${code}`)
  } finally {
    await database.close()
  }
} catch (error) {
  console.error(words(error))
  process.exitCode = 1
} finally {
  await stop()
}
