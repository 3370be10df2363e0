/**
 * Regions and code lists, loaded by typed COPY and one set-based upsert per list. A list is loaded again
 * only when its content changed (table `reference_loads`), so calling this at every start costs nothing.
 */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { rolePresets, type RolePreset } from '@pandu-gempita/shared/permissions'
import { nationalTimeZone } from '@pandu-gempita/shared/time-zones'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { repositoryRoot } from './config.ts'
import { withClient } from './migrate.ts'

const REFERENCE_LOCK = 7_264_733_042
const folder = path.join(repositoryRoot, 'migrations', 'reference')

interface ReferenceList {
  readonly table: string
  readonly key: readonly string[]
  /** CSV with a header line that names columns of the table. */
  readonly read: () => string
  /** What the version is taken from, when reading is dearer than hashing. */
  readonly files: readonly string[]
  readonly version?: string
  /** Run after the upsert, in the same transaction. */
  readonly afterwards?: string
}

const withoutComments = (csv: string): string =>
  csv
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')

const listFile = (name: string): string => path.join(folder, `${name}.csv`)
const codeList = (table: string, key: readonly string[]): ReferenceList => ({
  table,
  key,
  files: [listFile(table)],
  read: () => withoutComments(fs.readFileSync(listFile(table), 'utf8')),
})

/** RFC 4180 fields of one line; the package's files have quoted names but no line ends inside them. */
export const csvFields = (line: string): string[] => {
  const fields: string[] = []
  const pattern = /("(?:[^"]|"")*"|[^,]*)(,|$)/gy
  for (let match = pattern.exec(line); match; match = pattern.exec(line)) {
    const value = match[1] ?? ''
    fields.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value)
    if (match[2] === '') break
  }
  return fields
}

const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`

const REGION_SOURCE = 'idn-area-data 4.0.1 (ODbL), Kepmendagri 300.2.2-2138/2025'
/** The list says what exists in 2025, not since when; this date only marks the edition. */
const REGION_EDITION = '2025-01-01'

const areaFile = (name: string): string => {
  const entry = createRequire(import.meta.url).resolve('idn-area-data')
  return path.join(path.dirname(path.dirname(entry)), 'data', `${name}.csv`)
}
const areaFiles = ['provinces', 'regencies', 'districts', 'villages'].map(areaFile)

/** From the digits: 71 and above in places 3-4 is a kota; place 7 is 1 kelurahan, 2 desa, 3 desa adat (Permendagri 137/2017). */
export const regionKind = (code: string): string => {
  if (code.length === 2) return 'provinsi'
  if (code.length === 4) return code.charAt(2) >= '7' ? 'kota' : 'kabupaten'
  if (code.length === 6) return 'kecamatan'
  return { '1': 'kelurahan', '3': 'desa_adat' }[code.charAt(6)] ?? 'desa'
}

/** All regions as CSV, in the order of the columns of its first line; parents before children. */
export const regionsCsv = (): string => {
  const paths = new Map<string, string>()
  const lines = ['code,level,name,parent_code,path,kind,valid_from,valid_to,source']
  areaFiles.forEach((file, index) => {
    for (const line of fs.readFileSync(file, 'utf8').split(/\r?\n/).slice(1)) {
      if (line === '') continue
      const fields = csvFields(line)
      const code = (fields[0] ?? '').replaceAll('.', '')
      const name = (fields.at(-1) ?? '').trim()
      const parent = index === 0 ? '' : (fields[1] ?? '').replaceAll('.', '')
      const above = paths.get(parent)
      if (index > 0 && above === undefined) throw new Error(`Region ${code} has no parent ${parent} in the region list`)
      const full = above === undefined ? name : `${name}, ${above}`
      paths.set(code, full)
      const start = [code, index + 1, quoted(name), parent, quoted(full), regionKind(code)].join(',')
      lines.push(`${start},${REGION_EDITION},,${quoted(REGION_SOURCE)}`)
    }
  })
  return `${lines.join('\n')}\n`
}

const presets: readonly (readonly [string, RolePreset])[] = Object.entries(rolePresets)
const csv = (header: string, rows: readonly (readonly string[])[]): string =>
  [header, ...rows.map((row) => row.map(quoted).join(','))].join('\n') + '\n'
const rolesCsv = (): string =>
  csv(
    'code,label,label_en,scope',
    presets.map(([code, role]) => [code, role.label, role.labelEn, role.scope]),
  )
const rolePermissionsCsv = (): string =>
  csv(
    'role_code,permission,own_only',
    presets.flatMap(([code, role]) => [
      ...role.permissions.map((permission) => [code, permission, 'false']),
      ...(role.ownOnly ?? []).map((permission) => [code, permission, 'true']),
    ]),
  )

const lists: readonly ReferenceList[] = [
  {
    table: 'regions',
    key: ['code'],
    files: areaFiles,
    version: `${REGION_SOURCE} ${REGION_EDITION}`,
    read: regionsCsv,
    // A code that has gone stays valid in history (docs/adr/0011). The list is the ministry's, and so is its day.
    afterwards: `UPDATE regions SET valid_to = (now() AT TIME ZONE '${nationalTimeZone}')::date WHERE valid_to IS NULL AND code NOT IN (SELECT code FROM incoming)`,
  },
  codeList('ppks_types', ['code']),
  codeList('ppks_criteria', ['type_code', 'code']),
  codeList('programmes', ['code']),
  codeList('service_standards', ['step', 'urgency']),
  // The presets of this release; what an office has changed itself comes back only when a release changes them.
  { table: 'roles', key: ['code'], files: [], version: rolesCsv(), read: rolesCsv },
  {
    table: 'role_permissions',
    key: ['role_code', 'permission'],
    files: [],
    version: rolePermissionsCsv(),
    read: rolePermissionsCsv,
    afterwards: `DELETE FROM role_permissions r WHERE role_code IN (SELECT role_code FROM incoming)
       AND NOT EXISTS (SELECT FROM incoming i WHERE i.role_code = r.role_code AND i.permission = r.permission)`,
  },
]

/** The files whose content decides what a loaded database holds. */
export const referenceFiles: readonly string[] = [
  ...lists.flatMap((list) => list.files),
  path.join(repositoryRoot, 'shared', 'src', 'permissions.ts'),
]

const contentHash = (list: ReferenceList): string => {
  const hash = createHash('sha256').update(list.version ?? '')
  for (const file of list.files) hash.update(fs.readFileSync(file))
  return hash.digest('hex')
}

const load = async (client: pg.Client, list: ReferenceList, sha256: string): Promise<void> => {
  const csv = list.read()
  const columns = csvFields(csv.slice(0, csv.indexOf('\n')))
  const names = columns.map((column) => client.escapeIdentifier(column)).join(', ')
  await client.query('BEGIN')
  try {
    await client.query(`CREATE TEMP TABLE incoming (LIKE ${list.table} INCLUDING DEFAULTS) ON COMMIT DROP`)
    const copy = client.query(copyFrom(`COPY incoming (${names}) FROM STDIN (FORMAT csv, HEADER match)`))
    await pipeline(Readable.from([csv]), copy)
    const updates = columns.filter((column) => !list.key.includes(column)).map((c) => `${c} = excluded.${c}`)
    await client.query(
      `INSERT INTO ${list.table} (${names}) SELECT ${names} FROM incoming ` +
        `ON CONFLICT (${list.key.join(', ')}) DO UPDATE SET ${updates.join(', ')}`,
    )
    if (list.afterwards) await client.query(list.afterwards)
    await client.query(
      `INSERT INTO reference_loads (name, sha256, rows, loaded_at)
       SELECT $1, $2, count(*), now() FROM incoming
       ON CONFLICT (name) DO UPDATE SET sha256 = excluded.sha256, rows = excluded.rows, loaded_at = excluded.loaded_at`,
      [list.table, sha256],
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}

/** Returns what was loaded, as `table (rows)`; nothing when all lists are as they were. */
export const loadReferenceData = (ownerUrl: string): Promise<string[]> =>
  withClient(ownerUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [REFERENCE_LOCK])
    const known = await client.query<{ name: string; sha256: string }>('SELECT name, sha256 FROM reference_loads')
    const versions = new Map(known.rows.map((row) => [row.name, row.sha256]))
    const loaded: string[] = []
    for (const list of lists) {
      const sha256 = contentHash(list)
      if (versions.get(list.table) === sha256) continue
      await load(client, list, sha256)
      loaded.push(list.table)
    }
    if (loaded.includes('regions')) await client.query('ANALYZE regions')
    return loaded
  })
