/**
 * `npm run account:unlock -- --user kadis.sragen`
 *
 * For the operator of the server: forgets the wrong passwords of a name, so that its owner need not wait. The password
 * stays as it is. Says the same whether anybody has the name. With DATABASE_URL it works beside the running product; the
 * database that `npm start` brings along is opened by one process at a time, so that product is stopped first.
 */
import { randomUUID } from 'node:crypto'
import { systemActor } from '../src/kernel/actor.ts'
import { createDatabase } from '../src/kernel/db.ts'
import { createSecrets } from '../src/kernel/digest.ts'
import { loggable } from '../src/kernel/faults.ts'
import { inUnitOfWork } from '../src/kernel/unit-of-work.ts'
import { forgetTries } from '../src/modules/identity/public.ts'
import { isOperatorsToMend, openForOperator } from './operator-database.ts'
import { readOptions } from './options.ts'

const values = readOptions({ user: { type: 'string' } })
let stop: () => Promise<unknown> = () => Promise.resolve()
try {
  if (!values.user) {
    console.error('Needed: --user')
    process.exit(2)
  }
  const userName = values.user.trim().toLowerCase()
  const opened = await openForOperator()
  stop = opened.stop
  const database = createDatabase(opened.config.databaseUrl)
  const secrets = createSecrets(opened.config.dataKey)
  const who = { actor: systemActor(1), requestId: randomUUID(), operation: 'unlockAccount' }
  await inUnitOfWork(database, secrets, who, async (uow) => {
    await forgetTries(uow, userName)
    uow.audit({
      jurisdictionId: 1,
      subjectType: 'account',
      subjectId: null,
      changes: [{ field: 'sign_in_tries', before: secrets.digest(userName), after: null }],
    })
  })
  await database.close()
  console.log('Wrong passwords of this name are forgotten.')
} catch (error) {
  console.error(isOperatorsToMend(error) ? error.message : JSON.stringify(loggable(error)))
  process.exitCode = 1
} finally {
  await stop()
}
