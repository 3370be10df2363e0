/**
 * Each wrong setting ends in one line and a code of its own, before the first request. The rows run in this process;
 * `serve.ts` itself is started for a few, and for all of them with PANDU_SOAK=1.
 */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import pg from 'pg'
import { repositoryRoot } from '../src/config.ts'
import { checkServerVersion, EXIT, preflight, StartRefused, type Role } from '../src/preflight.ts'
import { ADMIN_URL_VARIABLE, databaseUrl } from './database-url.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'

const KEY = Buffer.alloc(32, 7).toString('base64')
const adminUrl = process.env[ADMIN_URL_VARIABLE] ?? ''
let clone: TestDatabase
let empty = ''
let older: TestDatabase
let newer: TestDatabase
let taken: net.Server
let takenPort = 0
const pages = fs.mkdtempSync(path.join(os.tmpdir(), 'pandu-pages-'))

const asOwner = async (url: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement)
  await client.end()
}

beforeAll(async () => {
  fs.writeFileSync(path.join(pages, 'index.html'), '<!doctype html>')
  clone = await createTestDatabase()
  older = await createTestDatabase()
  newer = await createTestDatabase()
  await asOwner(
    older.ownerUrl,
    'delete from drizzle.__drizzle_migrations where created_at = (select max(created_at) from drizzle.__drizzle_migrations)',
  )
  await asOwner(
    newer.ownerUrl,
    "insert into drizzle.__drizzle_migrations (hash, created_at) values ('later', 99999999999999)",
  )
  empty = `pandu_empty_${process.pid}`
  await asOwner(adminUrl, `create database ${empty}`)
  taken = net.createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  takenPort = (taken.address() as net.AddressInfo).port
}, 60_000)
afterAll(async () => {
  taken?.close()
  for (const database of [clone, older, newer]) await database?.drop()
  await asOwner(adminUrl, `drop database if exists ${empty}`)
  fs.rmSync(pages, { recursive: true })
})

/** What a right production has; a row spoils one thing of it. */
const right = (): Record<string, string> => ({
  NODE_ENV: 'production',
  DATABASE_URL: clone.appUrl,
  DATA_KEY: KEY,
  PUBLIC_URL: 'https://slrt.example',
  HOST: '127.0.0.1',
  PORT: '28471',
  ADMIN_DIST: pages,
})
const changed = (url: string, change: (url: URL) => void): string => {
  const address = new URL(url)
  change(address)
  return address.href
}

interface Row {
  readonly what: string
  readonly role?: Role
  readonly env: () => Record<string, string | undefined>
  readonly exit: keyof typeof EXIT
  readonly line: RegExp
}
const OTHER_KEY = Buffer.alloc(32, 8).toString('base64')

const ROWS: readonly Row[] = [
  { what: 'no DATA_KEY', env: () => ({ DATA_KEY: undefined }), exit: 'setting', line: /DATA_KEY is required/ },
  {
    what: 'a short DATA_KEY',
    env: () => ({ DATA_KEY: 'c2hvcnQ=' }),
    exit: 'setting',
    line: /DATA_KEY must be 32 random bytes/,
  },
  { what: 'no DATABASE_URL', env: () => ({ DATABASE_URL: undefined }), exit: 'setting', line: /Set DATABASE_URL/ },
  {
    what: 'no address to migrate',
    role: 'migrate',
    env: () => ({ DATABASE_URL: undefined }),
    exit: 'setting',
    line: /Set MIGRATE_DATABASE_URL/,
  },
  {
    what: 'an address of MySQL',
    env: () => ({ DATABASE_URL: 'mysql://a@b/c' }),
    exit: 'setting',
    line: /DATABASE_URL must be an address that starts with postgres/,
  },
  {
    what: 'a password that breaks the address',
    env: () => ({ DATABASE_URL: 'postgres://pandu_app:a/b@c#d@h:5432/x' }),
    exit: 'setting',
    line: /write @ : \/ \? # %/,
  },
  {
    what: 'PORT that is no number',
    env: () => ({ PORT: 'abc' }),
    exit: 'setting',
    line: /PORT must be a whole number from 1 to 65535/,
  },
  { what: 'PORT out of range', env: () => ({ PORT: '70000' }), exit: 'setting', line: /PORT must be a whole number/ },
  {
    what: 'an unknown LOG_LEVEL',
    env: () => ({ LOG_LEVEL: 'loud' }),
    exit: 'setting',
    line: /LOG_LEVEL must be one of silent, fatal/,
  },
  {
    what: 'PUBLIC_URL that is no address',
    env: () => ({ PUBLIC_URL: 'slrt.example' }),
    exit: 'setting',
    line: /PUBLIC_URL must be an address/,
  },
  {
    what: 'PUBLIC_URL in plain http',
    env: () => ({ PUBLIC_URL: 'http://slrt.example' }),
    exit: 'setting',
    line: /PUBLIC_URL must begin with https/,
  },
  {
    what: 'TRUST_PROXY that is none',
    env: () => ({ TRUST_PROXY: 'nonsense' }),
    exit: 'setting',
    line: /TRUST_PROXY must be how many proxies/,
  },
  {
    what: 'TRUST_PROXY with a broken network',
    env: () => ({ TRUST_PROXY: '10.0.0.0/99' }),
    exit: 'setting',
    line: /TRUST_PROXY must be/,
  },
  {
    what: 'PANDU_DEMO that is neither',
    env: () => ({ PANDU_DEMO: 'mati' }),
    exit: 'setting',
    line: /PANDU_DEMO must be on or off/,
  },
  {
    what: 'SECURE_COOKIES that is neither',
    env: () => ({ SECURE_COOKIES: 'maybe' }),
    exit: 'setting',
    line: /SECURE_COOKIES must be on or off/,
  },
  {
    what: 'WEBHOOK_ALLOWED_HOSTS that are none',
    env: () => ({ WEBHOOK_ALLOWED_HOSTS: 'http://x' }),
    exit: 'setting',
    line: /WEBHOOK_ALLOWED_HOSTS must hold/,
  },
  {
    what: 'REQUESTS_PER_ACCOUNT below the least',
    env: () => ({ REQUESTS_PER_ACCOUNT: '1' }),
    exit: 'setting',
    line: /REQUESTS_PER_ACCOUNT must be/,
  },
  {
    what: 'MAX_CONNECTIONS that is no number',
    env: () => ({ MAX_CONNECTIONS: 'many' }),
    exit: 'setting',
    line: /MAX_CONNECTIONS must be/,
  },
  {
    what: 'the owner’s password in the API',
    env: () => ({ MIGRATE_DATABASE_URL: clone.ownerUrl }),
    exit: 'ownerPassword',
    line: /MIGRATE_DATABASE_URL holds the password of pandu_owner/,
  },
  {
    what: 'no administration pages',
    env: () => ({ ADMIN_DIST: '/nowhere' }),
    exit: 'pages',
    line: /no administration pages in \/nowhere.*ADMIN_DIST=none/,
  },
  {
    what: 'a port that is taken',
    env: () => ({ PORT: String(takenPort) }),
    exit: 'port',
    line: /is used by another program/,
  },
  {
    what: 'HOST of another machine',
    env: () => ({ HOST: '192.0.2.1' }),
    exit: 'port',
    line: /HOST 192\.0\.2\.1 is no address of this machine/,
  },
  {
    what: 'HOST that is no name',
    env: () => ({ HOST: 'not a host' }),
    exit: 'port',
    line: /HOST not a host|Cannot listen on not a host/,
  },
  {
    what: 'a wrong password',
    env: () => ({ DATABASE_URL: databaseUrl(adminUrl, 'postgres', 'nobody_here') }),
    exit: 'databaseRefuses',
    line: /Cannot sign in to the database as nobody_here|may not connect/,
  },
  {
    what: 'a port without a server',
    env: () => ({ DATABASE_URL: changed(clone.appUrl, (url) => (url.port = '1')) }),
    exit: 'databaseUnreachable',
    line: /No database server answers at .*:1\./,
  },
  {
    what: 'a host that nobody knows',
    env: () => ({ DATABASE_URL: changed(clone.appUrl, (url) => (url.hostname = 'db.invalid')) }),
    exit: 'databaseUnreachable',
    line: /name service does not know the database host db\.invalid/,
  },
  {
    what: 'a database that is not there',
    env: () => ({ DATABASE_URL: changed(clone.appUrl, (url) => (url.pathname = '/none')) }),
    exit: 'databaseRefuses',
    line: /There is no database none/,
  },
  {
    what: 'the role of the owner',
    env: () => ({ DATABASE_URL: clone.ownerUrl }),
    exit: 'databaseRole',
    line: /owns the tables and could change the audit log. Use the role pandu_app/,
  },
  {
    what: 'a superuser',
    env: () => ({ DATABASE_URL: databaseUrl(adminUrl, new URL(clone.appUrl).pathname.slice(1)) }),
    exit: 'databaseRole',
    line: /is a superuser and could change the audit log/,
  },
  {
    what: 'the worker as a superuser',
    role: 'worker',
    env: () => ({ DATABASE_URL: databaseUrl(adminUrl, new URL(clone.appUrl).pathname.slice(1)) }),
    exit: 'databaseRole',
    line: /is a superuser/,
  },
  {
    what: 'a command as the owner',
    role: 'command',
    env: () => ({ DATABASE_URL: clone.ownerUrl }),
    exit: 'databaseRole',
    line: /owns the tables/,
  },
  {
    what: 'a database that was never migrated',
    env: () => ({ DATABASE_URL: databaseUrl(adminUrl, empty, 'pandu_app') }),
    exit: 'schemaOlder',
    line: /is missing\). Run: npm run db:migrate/,
  },
  {
    what: 'a database that is older',
    env: () => ({ DATABASE_URL: older.appUrl }),
    exit: 'schemaOlder',
    line: /not at the schema of this release/,
  },
  {
    what: 'a database that is newer',
    env: () => ({ DATABASE_URL: newer.appUrl }),
    exit: 'schemaNewer',
    line: /newer schema than this release/,
  },
  {
    what: 'migrating a database that is newer',
    role: 'migrate',
    env: () => ({ DATABASE_URL: undefined, MIGRATE_DATABASE_URL: newer.ownerUrl }),
    exit: 'schemaNewer',
    line: /newer schema than this release/,
  },
  {
    what: 'another DATA_KEY than the data’s',
    env: () => ({ DATA_KEY: OTHER_KEY }),
    exit: 'otherDataKey',
    line: /DATA_KEY is not the key of this database/,
  },
  {
    what: 'a data folder that cannot be made',
    role: 'command',
    env: () => ({ NODE_ENV: 'test', DATA_KEY: undefined, PANDU_DATA_DIRECTORY: '/dev/null/pandu' }),
    exit: 'folder',
    line: /PANDU_DATA_DIRECTORY \/dev\/null\/pandu cannot be written/,
  },
]

const settingsOf = (row: Row): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ ...right(), ...row.env() }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  )

describe('wrong settings', () => {
  test('a right one starts, again and again', async () => {
    for (let n = 0; n < 2; n++) expect((await preflight('api', right())).databaseUrl).toBe(clone.appUrl)
  })

  test.each(ROWS)('$what', async (row) => {
    const refusal = await preflight(row.role ?? 'api', settingsOf(row)).then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(refusal).toBeInstanceOf(StartRefused)
    const { message, exitCode } = refusal as StartRefused
    expect(message).toMatch(row.line)
    expect(message.split('\n')).toHaveLength(1)
    expect(exitCode).toBe(EXIT[row.exit])
    // A password is never repeated.
    expect(message).not.toMatch(/only-for-tests|a\/b@c/)
  })

  test('another version of the server', async () => {
    const client = new pg.Client({ connectionString: clone.appUrl })
    await client.connect()
    await expect(checkServerVersion(client, 19)).rejects.toThrow(/PostgreSQL 18.*needs PostgreSQL 19/)
    await client.end()
  })
})

/** How a command ends that was started with these settings. */
const command = (script: string, options: readonly string[], env: Record<string, string> = {}) => {
  const run = spawnSync(
    process.execPath,
    ['--conditions=source', '--import', 'tsx', `api/scripts/${script}`, ...options],
    {
      cwd: repositoryRoot,
      env: { PATH: process.env['PATH'] ?? '', ...env },
      encoding: 'utf8',
      timeout: 30_000,
    },
  )
  return { code: run.status, lines: run.stderr.trim().split('\n') }
}
const serve = (role: string, env: Record<string, string>) => command('serve.ts', [role], env)

test('a command that does not know an option says so in one line, and doctor what it needs', () => {
  for (const script of ['make-dtks-file.ts', 'create-account.ts', 'unlock-account.ts', 'import-file.ts']) {
    const { code, lines } = command(script, ['--foo'])
    expect({ script, code, lines }).toEqual({
      script,
      code: EXIT.usage,
      lines: [expect.stringMatching(/^Unknown option '--foo'\. Known are --\w+/)],
    })
  }
  expect(command('make-dtks-file.ts', ['--rows']).lines).toEqual([expect.stringMatching(/^Option '--rows/)])
  expect(command('serve.ts', ['check', 'api'])).toEqual({
    code: EXIT.setting,
    lines: [expect.stringMatching(/^Set DATABASE_URL/)],
  })
}, 60_000)

test('serve.ts ends with the line and the code, without a stack trace', () => {
  for (const what of ['TRUST_PROXY that is none', 'the role of the owner', 'another DATA_KEY than the data’s']) {
    const row = ROWS.find((candidate) => candidate.what === what)
    if (!row) throw new Error(`no such row: ${what}`)
    const { code, lines } = serve('api', settingsOf(row))
    expect({ what, code, lines }).toEqual({ what, code: EXIT[row.exit], lines: [expect.stringMatching(row.line)] })
  }
  expect(serve('both', {})).toEqual({ code: EXIT.usage, lines: ['Say which process to run: api or worker'] })
}, 60_000)

const everyRow = process.env['PANDU_SOAK'] ? test : test.skip
everyRow(
  'serve.ts for every row',
  () => {
    for (const row of ROWS.filter(({ role }) => role === undefined || role === 'worker')) {
      const { code, lines } = serve(row.role ?? 'api', settingsOf(row))
      expect({ what: row.what, code, lines }).toEqual({
        what: row.what,
        code: EXIT[row.exit],
        lines: [expect.stringMatching(row.line)],
      })
    }
  },
  300_000,
)
