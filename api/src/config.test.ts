import { expect, test } from '@jest/globals'
import { ConfigError, createConfig, readEnvironment } from './config.ts'

const DATABASE = 'postgres://pandu_app:secret@db.example:5432/pandu'
const KEY = Buffer.alloc(32, 7).toString('base64')

test('without any setting the product runs for one machine, on its own database', () => {
  const environment = readEnvironment({})
  expect(environment).toMatchObject({
    production: false,
    port: 3000,
    host: 'localhost',
    publicUrl: 'http://localhost:3000',
    secureCookies: false,
    databaseUrl: undefined,
    trustProxy: false,
    logLevel: 'warn',
  })
  expect(Object.isFrozen(environment)).toBe(true)
})

test('production asks for its key and takes it', () => {
  expect(() => readEnvironment({ NODE_ENV: 'production', DATABASE_URL: DATABASE })).toThrow(ConfigError)
  const config = createConfig(
    readEnvironment({
      NODE_ENV: 'production',
      DATABASE_URL: DATABASE,
      DATA_KEY: KEY,
      PUBLIC_URL: 'https://slrt.example/',
    }),
  )
  expect(config).toMatchObject({ production: true, secureCookies: true, publicUrl: 'https://slrt.example' })
  expect(config.dataKey).toHaveLength(32)
  expect(config.migrateDatabaseUrl).toBe(DATABASE)
})

test('hosts that webhooks may call although they are not public', () => {
  expect(readEnvironment({}).webhookAllowedHosts).toEqual([])
  expect(
    readEnvironment({ WEBHOOK_ALLOWED_HOSTS: ' SIKS.sragen.go.id, 10.20.0.0/16,fd00:1::/32 ,127.0.0.1' })
      .webhookAllowedHosts,
  ).toEqual(['siks.sragen.go.id', '10.20.0.0/16', 'fd00:1::/32', '127.0.0.1'])
  for (const wrong of [
    'https://siks.go.id',
    '10.0.0.0/33',
    '10.0.0/8',
    'siks.go.id/24',
    '*.go.id',
    'fd00::/129',
    '10.0.0.0/8/8',
  ])
    expect(() => readEnvironment({ WEBHOOK_ALLOWED_HOSTS: wrong })).toThrow(
      /WEBHOOK_ALLOWED_HOSTS must hold host names/,
    )
})

test.each([
  [{ PORT: '70000' }, /PORT must be a whole number from 1 to 65535/],
  [{ PORT: '3000; rm' }, /PORT must be a whole number/],
  [{ DATA_KEY: 'c2hvcnQ=' }, /DATA_KEY must be 32 random bytes/],
  [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL must be one of/],
  [{ SECURE_COOKIES: 'perhaps' }, /SECURE_COOKIES must be on or off/],
  [{ PUBLIC_URL: 'slrt.example' }, /PUBLIC_URL must be an address/],
])('%j is refused by name', (env, message) => {
  expect(() => readEnvironment(env)).toThrow(message)
})

test('a wrong database address is refused without repeating it: it may hold a password', () => {
  expect.assertions(2)
  try {
    readEnvironment({ DATABASE_URL: 'mysql://root:hunter2@db/pandu' })
  } catch (error) {
    expect(String(error)).toMatch(/DATABASE_URL must be an address that starts with postgres:/)
    expect(String(error)).not.toMatch(/hunter2/)
  }
})
