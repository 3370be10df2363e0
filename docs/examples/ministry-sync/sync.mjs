/**
 * Keeps a mirror of the persons of one kabupaten in a PostgreSQL of one's own: a whole copy, then the
 * change feed, then proof that both are equal. Kill it whenever you like and start it again.
 *
 *   PANDU_URL, PANDU_CLIENT_ID, PANDU_CLIENT_SECRET   a machine client with change.read, person.read, export.create (and export.full)
 *   PANDU_REGION (3314)   PANDU_IDENTIFIERS (masked or full)   MIRROR_DATABASE_URL
 *   node sync.mjs          goes on for ever, and proves once an hour
 *   node sync.mjs --once   until everything is told, then proves; ends with 1 if the mirror is not equal
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { openMirror } from './mirror.mjs'
import { connectSource, isProblem } from './source.mjs'

const need = (name) => {
  const value = process.env[name]
  if (!value) throw new Error(`Set ${name}; docs/exchange.md says what is needed`)
  return value
}
const region = process.env.PANDU_REGION ?? '3314'
const identifiers = process.env.PANDU_IDENTIFIERS ?? 'masked'
const once = process.argv.includes('--once')
const PROVE_EVERY_MS = 60 * 60_000

const source = connectSource({
  url: process.env.PANDU_URL ?? 'http://localhost:3000',
  clientId: need('PANDU_CLIENT_ID'),
  clientSecret: need('PANDU_CLIENT_SECRET'),
  region,
  identifiers,
})
const mirror = await openMirror({ databaseUrl: need('MIRROR_DATABASE_URL'), region, identifiers })

/** The key is kept before the export is asked for: whoever is killed in between asks with the same one again. */
async function copyAll() {
  let { exportKey } = await mirror.state()
  if (!exportKey) {
    exportKey = randomUUID()
    await mirror.setExportKey(exportKey)
  }
  const { id } = await source.requestExport(exportKey)
  for (;;) {
    const made = await source.getExport(id)
    if (made.status === 'ready') return mirror.replaceAll(source.rowsOf(id), made.feedCursor)
    if (made.status === 'failed' || made.status === 'expired') {
      await mirror.setExportKey(null)
      throw new Error(`the export is ${made.status}`)
    }
    await pause(200)
  }
}

/** One page of the feed; the present rows of everybody that it names. @returns whether there is more */
async function follow(cursor) {
  const page = await source.readChanges(cursor, once ? 0 : 25)
  const ids = [...new Set(page.items.flatMap(({ data }) => (data.subjectType === 'person' ? [data.subjectId] : [])))]
  await mirror.apply(await source.getRows(ids), page.cursor, page.items.length)
  return page.more
}

/** From the kabupaten down to the rows that differ; these are read anew. @returns how many were */
async function mend() {
  let mended = 0
  let codes = [region]
  while (codes.length > 0) {
    const next = []
    for (let from = 0; from < codes.length; from += 500) {
      const nodes = await Promise.all(codes.slice(from, from + 500).map((code) => mirror.node(code)))
      const { differing, more } = await source.compare(nodes)
      for (const { regionCode, children, rows } of differing) {
        if (regionCode.length < 10) {
          next.push(...new Set([...children.map((child) => child.regionCode), ...(await mirror.below(regionCode))]))
          continue
        }
        const mine = await mirror.digests(regionCode)
        const ids = rows.filter(({ id, digest }) => mine.get(id) !== digest).map(({ id }) => id)
        const theirs = new Set(rows.map(({ id }) => id))
        ids.push(...[...mine.keys()].filter((id) => !theirs.has(id)))
        await mirror.repair(await source.getRows(ids))
        mended += ids.length
      }
      // What did not fit into one answer is asked for once more.
      if (more) next.push(...nodes.map(({ regionCode }) => regionCode))
    }
    codes = next
  }
  return mended
}

/** Who writes at the source meanwhile makes both differ for a moment: told, read, and compared again. */
async function prove() {
  for (let round = 0; round < 5; round++) {
    const own = await mirror.node(region)
    const { differing } = await source.compare([own])
    if (differing.length === 0) {
      await mirror.journal('equal', own)
      console.log(`equal: ${own.count} persons, ${own.hash}`)
      return true
    }
    await mirror.journal('different', { mended: await mend() })
    while (await follow((await mirror.state()).cursor));
  }
  console.log('not equal')
  return false
}

let proved = Date.now()
for (let tries = 0; ;) {
  try {
    const { cursor } = await mirror.state()
    if (!cursor) await copyAll()
    else if (!(await follow(cursor))) {
      if (once) {
        process.exitCode = (await prove()) ? 0 : 1
        break
      }
      if (Date.now() - proved > PROVE_EVERY_MS) {
        await prove()
        proved = Date.now()
      }
    }
    tries = 0
  } catch (error) {
    if (isProblem(error, 'snapshot-needed')) {
      await mirror.forgetPosition()
      continue
    }
    if (++tries > 8) throw error
    console.error(`${error.message}; once more in a moment`)
    await pause(Math.min(60_000, 500 * 2 ** tries))
  }
}
await mirror.close()
