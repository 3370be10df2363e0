/** Environment → typed, validated, frozen. The only file of the product that reads process.env (scripts aside). */
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { keptSecret } from './embedded-postgres.ts'
import type { RateSettings } from './kernel/rates.ts'

export const repositoryRoot = fileURLToPath(new URL('../../', import.meta.url))

const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export interface Config {
  readonly production: boolean
  readonly port: number
  readonly host: string
  /** The application role: no DDL, no foreign rows in the audit log. */
  readonly databaseUrl: string
  /** The owner: migrations, partitions of a new jurisdiction, the job queue's tables. */
  readonly migrateDatabaseUrl: string
  readonly dataDirectory: string
  /** 32 bytes for HMAC (NIK in the audit log) and AES (stored replies). Outside the database on purpose: a NIK can be enumerated. */
  readonly dataKey: Buffer
  /** What Fastify takes: how many proxies, or which addresses, may name the client. */
  readonly trustProxy: boolean | number | string
  readonly logLevel: LogLevel
  /** Whether an empty database outside production gets demo data, with accounts that everybody knows. */
  readonly demo: boolean
  /** Requests a minute that an account, and an address without one, may make. */
  readonly rates: RateSettings
  /** Connections at once; more are turned away before they cost anything. */
  readonly maxConnections: number
  /** How browsers reach the product; origin of cookies and of links in the API. */
  readonly publicUrl: string
  /** Folder of the built administration pages. */
  readonly adminDist: string
  readonly secureCookies: boolean
  /** Names and networks that webhooks may call although they are not public, and without https. */
  readonly webhookAllowedHosts: readonly string[]
}

/** What the environment says before a database is known. */
export interface Environment extends Omit<Config, 'databaseUrl' | 'migrateDatabaseUrl' | 'dataKey'> {
  readonly databaseUrl: string | undefined
  readonly migrateDatabaseUrl: string | undefined
  readonly givenDataKey: Buffer | undefined
}

/** A setting that is not usable; the message names it and says what it should be. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

type Variables = Readonly<Record<string, string | undefined>>

const optional = (env: Variables, name: string): string | undefined => {
  const value = env[name]?.trim()
  return value === undefined || value === '' ? undefined : value
}

const integer = (env: Variables, name: string, fallback: number, min: number, max: number): number => {
  const value = optional(env, name)
  if (value === undefined) return fallback
  const number = Number(value)
  if (!/^[0-9]+$/.test(value) || number < min || number > max)
    throw new ConfigError(`${name} must be a whole number from ${min} to ${max}, not "${value}"`)
  return number
}

const flag = (env: Variables, name: string, fallback: boolean): boolean => {
  const value = optional(env, name)
  if (value === undefined) return fallback
  if (['1', 'true', 'on', 'yes'].includes(value.toLowerCase())) return true
  if (['0', 'false', 'off', 'no'].includes(value.toLowerCase())) return false
  throw new ConfigError(`${name} must be on or off, not "${value}"`)
}

const url = (env: Variables, name: string, protocols: readonly string[]): string | undefined => {
  const value = optional(env, name)
  if (value === undefined) return undefined
  if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol))
    // The value itself may hold a password, so it is not repeated.
    throw new ConfigError(
      `${name} must be an address that starts with ${protocols.map((p) => `${p}//`).join(' or ')}; in a password, write @ : / ? # % as %40 %3A %2F %3F %23 %25`,
    )
  return value
}

/** An address, or a network such as 10.0.0.0/8. */
const isNetwork = (entry: string): boolean => {
  const [address = '', bits, ...more] = entry.split('/')
  const family = net.isIP(address)
  return (
    family !== 0 &&
    more.length === 0 &&
    (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)))
  )
}

const trustProxy = (env: Variables): boolean | number | string => {
  const value = optional(env, 'TRUST_PROXY')
  if (value === undefined) return false
  if (/^[0-9]{1,2}$/.test(value)) return Number(value)
  if (value === 'true' || value === 'false') return value === 'true'
  const isKnown = (entry: string): boolean =>
    isNetwork(entry) || ['loopback', 'linklocal', 'uniquelocal'].includes(entry)
  if (!value.split(',').every((entry) => isKnown(entry.trim())))
    throw new ConfigError(
      `TRUST_PROXY must be how many proxies stand in front (1), or their addresses or networks with commas between, not "${value}"`,
    )
  return value
}

const logLevel = (env: Variables, fallback: LogLevel): LogLevel => {
  const value = optional(env, 'LOG_LEVEL')
  if (value === undefined) return fallback
  const known = LOG_LEVELS.find((level) => level === value)
  if (!known) throw new ConfigError(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}, not "${value}"`)
  return known
}

/** Host names, addresses and networks (10.0.0.0/8), with commas between. */
const hostList = (env: Variables, name: string): readonly string[] => {
  const entries = (optional(env, name) ?? '').split(',').flatMap((entry) => entry.trim().toLowerCase() || [])
  for (const entry of entries) {
    const isName = /^(?=.*[a-z])[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(entry)
    if (!isNetwork(entry) && !isName)
      throw new ConfigError(`${name} must hold host names, addresses or networks such as 10.0.0.0/8, not "${entry}"`)
  }
  return Object.freeze(entries)
}

const dataKey = (env: Variables): Buffer | undefined => {
  const value = optional(env, 'DATA_KEY')
  if (value === undefined) return undefined
  const key = Buffer.from(value, 'base64')
  if (key.length !== 32)
    throw new ConfigError('DATA_KEY must be 32 random bytes in base64, as from: openssl rand -base64 32')
  return key
}

export const readEnvironment = (env: Variables = process.env): Environment => {
  const production = optional(env, 'NODE_ENV') === 'production'
  const port = integer(env, 'PORT', 3000, 1, 65535)
  const publicUrl = (url(env, 'PUBLIC_URL', ['http:', 'https:']) ?? `http://localhost:${port}`).replace(/\/+$/, '')
  const givenDataKey = dataKey(env)
  const { hostname, protocol } = new URL(publicUrl)
  if (production && protocol === 'http:' && hostname !== 'localhost' && !flag(env, 'ALLOW_PLAIN_HTTP', false))
    throw new ConfigError(
      'PUBLIC_URL must begin with https: in production, for passwords and personal data travel over it; ALLOW_PLAIN_HTTP=on lets it be',
    )
  if (production && !givenDataKey)
    throw new ConfigError(
      'DATA_KEY is required in production: 32 random bytes in base64, kept apart from the database backup',
    )
  return Object.freeze({
    production,
    port,
    host: optional(env, 'HOST') ?? (production ? '0.0.0.0' : 'localhost'),
    databaseUrl: url(env, 'DATABASE_URL', ['postgres:', 'postgresql:']),
    migrateDatabaseUrl: url(env, 'MIGRATE_DATABASE_URL', ['postgres:', 'postgresql:']),
    dataDirectory: path.resolve(optional(env, 'PANDU_DATA_DIRECTORY') ?? path.join(repositoryRoot, '.pandu')),
    givenDataKey,
    trustProxy: trustProxy(env),
    logLevel: logLevel(env, production ? 'info' : 'warn'),
    demo: flag(env, 'PANDU_DEMO', true),
    rates: Object.freeze({
      perAccount: integer(env, 'REQUESTS_PER_ACCOUNT', 1_200, 10, 1_000_000),
      perAddress: integer(env, 'REQUESTS_PER_ADDRESS', 1_200, 10, 1_000_000),
      signInsPerAddress: integer(env, 'SIGN_INS_PER_ADDRESS', 30, 1, 1_000_000),
    }),
    maxConnections: integer(env, 'MAX_CONNECTIONS', 2_000, 10, 100_000),
    publicUrl,
    adminDist: path.resolve(optional(env, 'ADMIN_DIST') ?? path.join(repositoryRoot, 'admin', 'dist')),
    // A browser drops Secure cookies on plain http, localhost aside; behind TLS they are always Secure.
    secureCookies: flag(env, 'SECURE_COOKIES', publicUrl.startsWith('https:')),
    webhookAllowedHosts: hostList(env, 'WEBHOOK_ALLOWED_HOSTS'),
  })
}

const storedDataKey = (dataDirectory: string): Buffer => {
  fs.mkdirSync(dataDirectory, { recursive: true, mode: 0o755 })
  const file = path.join(dataDirectory, 'data-key')
  const key = Buffer.from(keptSecret(file, 32, 'base64'), 'base64')
  if (key.length !== 32) throw new ConfigError(`${file} does not hold a 32-byte key`)
  return key
}

/** The whole configuration, once the database addresses are known. */
export const createConfig = (
  environment: Environment,
  known: { readonly databaseUrl?: string; readonly migrateDatabaseUrl?: string; readonly dataDirectory?: string } = {},
): Config => {
  const databaseUrl = known.databaseUrl ?? environment.databaseUrl
  if (databaseUrl === undefined) throw new ConfigError('DATABASE_URL is not set')
  const dataDirectory = known.dataDirectory ?? environment.dataDirectory
  const { givenDataKey, ...rest } = environment
  return Object.freeze({
    ...rest,
    databaseUrl,
    migrateDatabaseUrl: known.migrateDatabaseUrl ?? environment.migrateDatabaseUrl ?? databaseUrl,
    dataDirectory,
    dataKey: givenDataKey ?? storedDataKey(dataDirectory),
  })
}
