/**
 * `npm run test:lts`: the suite under the current LTS of Node.js, whatever this machine has. The runtime comes as an npm
 * package of an exact version, from the registry that npm uses here. Takes the options of `npm test`: `-- --only=unit`.
 */
import { spawn } from 'node:child_process'
import { root } from './install.mjs'

/** Beside README.md, which names it as tested. */
const LTS = '24.21.0'

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
const child = spawn(
  npm,
  ['exec', '--yes', `--package=node@${LTS}`, '--', 'node', 'api/scripts/test.mjs', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' },
)
child.once('error', (error) => {
  console.error(`npm cannot be started: ${error.message}`)
  process.exit(1)
})
child.once('exit', (code) => process.exit(code ?? 1))
