/**
 * Statements of the everyday are prepared by name, so that the server plans them once for a connection and not at every
 * request: planning is most of their cost. Others are planned each time, with their values, because a plan that fits
 * every value fits a search badly.
 */
import { sql, type SQL } from 'drizzle-orm'
import type pg from 'pg'

const MARK = '/* kept */'
/** Anywhere in a statement whose plan does not depend on its values. `isRow` (home.ts) puts it there by itself. */
export const keepsItsPlan: SQL = sql.raw(MARK)
export const kept = (statement: SQL): SQL => sql`${keepsItsPlan} ${statement}`

/** For a connection. A national office reads many homes, each with statements of its own, and a plan takes memory in the server. */
const MOST_KEPT = 150

interface Named {
  name?: string
  readonly text: string
}
const isNameable = (config: unknown): config is Named =>
  typeof config === 'object' && config !== null && 'text' in config && typeof config.text === 'string'

/** What pg itself remembers of a name; it must forget what the server has forgotten. */
interface Connection {
  readonly connection: { readonly parsedStatements: Record<string, string> }
}

/** Names what is worth it on this connection, and lets the least used go. */
export function keepPlans(client: pg.PoolClient): void {
  const names = new Map<string, string>()
  let made = 0
  const query = client.query.bind(client) as (...args: unknown[]) => unknown
  const letGo = (text: string, name: string): void => {
    names.delete(text)
    // Never awaited: it goes first on the same line. In a transaction that has failed it fails too, and the name is never used again.
    void Promise.resolve(query(`deallocate "${name}"`)).then(
      () => delete (client as unknown as Connection).connection.parsedStatements[name],
      () => undefined,
    )
  }
  const nameOf = (text: string): string => {
    const known = names.get(text)
    // Put last: the first of the map is the one that was not used for longest.
    if (known !== undefined) names.delete(text)
    const name = known ?? `k${(made += 1)}`
    names.set(text, name)
    if (names.size > MOST_KEPT) {
      const [oldest] = names
      if (oldest) letGo(...oldest)
    }
    return name
  }
  client.query = ((config: unknown, ...rest: unknown[]) => {
    if (!isNameable(config) || config.name !== undefined || !config.text.includes(MARK)) return query(config, ...rest)
    return query({ ...config, name: nameOf(config.text) }, ...rest)
  }) as typeof client.query
}
