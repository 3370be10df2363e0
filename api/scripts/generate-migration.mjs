/**
 * `npm run db:generate -- --name what_changes`: drizzle-kit writes the migration from the newest snapshot and the tables in
 * code; older snapshots, which nobody reads, are removed.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { root } from './install.mjs'

const drizzleKit = path.join(root, 'node_modules', 'drizzle-kit', 'bin.cjs')
const { status } = spawnSync(
  process.execPath,
  // The tables read the contract, as source.
  ['--conditions=source', '--import', 'tsx', drizzleKit, 'generate', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
)
if (status !== 0) process.exit(status ?? 1)
const meta = path.join(root, 'migrations', 'meta')
const snapshots = readdirSync(meta)
  .filter((file) => file.endsWith('_snapshot.json'))
  .sort()
for (const file of snapshots.slice(0, -1)) rmSync(path.join(meta, file))
