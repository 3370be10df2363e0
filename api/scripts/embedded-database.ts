/** The product's own PostgreSQL server in the data folder, prepared, with the addresses of its two roles. */
import { keptSecret, startEmbeddedPostgres, type EmbeddedPostgres } from '../src/embedded-postgres.ts'
import { APP_ROLE, OWNER_ROLE, prepareServer } from '../src/migrate.ts'

const DATABASE = 'pandu_gempita'

const withUser = (url: string, user: string, password: string): string => {
  const address = new URL(url)
  address.username = user
  address.password = password
  address.pathname = `/${DATABASE}`
  return address.href
}

export interface EmbeddedDatabase {
  readonly databaseUrl: string
  readonly migrateDatabaseUrl: string
  readonly dataDirectory: string
}

export const startEmbeddedDatabase = (folder: string): Promise<EmbeddedPostgres> =>
  startEmbeddedPostgres(folder, 'data')

export async function openEmbeddedDatabase(server: EmbeddedPostgres, folder: string): Promise<EmbeddedDatabase> {
  const owner = keptSecret(`${folder}/owner-password`)
  const app = keptSecret(`${folder}/app-password`)
  await prepareServer(server.adminUrl, DATABASE, { owner, app })
  return {
    databaseUrl: withUser(server.adminUrl, APP_ROLE, app),
    migrateDatabaseUrl: withUser(server.adminUrl, OWNER_ROLE, owner),
    dataDirectory: folder,
  }
}
