/** Installs the packages when they are missing or not those of package-lock.json. Plain JavaScript: it runs before anything is installed. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))
const marker = path.join(root, 'node_modules', '.pandu-installed')

export const requireNode = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  console.error(`Pandu Gempita needs Node.js 20.19 or newer; this is ${process.version}.`)
  process.exit(2)
}

const lockHash = () =>
  createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .update(`${process.platform} ${process.arch}`)
    .digest('hex')

/** What an install by hand of the same lock file leaves behind. */
const installedByHand = () => {
  const hidden = path.join(root, 'node_modules', '.package-lock.json')
  if (existsSync(marker) || !existsSync(hidden)) return false
  const packages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages
  const installed = packages(hidden)
  return Object.entries(packages(path.join(root, 'package-lock.json'))).every(
    ([name, wanted]) =>
      name === '' ||
      wanted.link ||
      wanted.optional ||
      !name.startsWith('node_modules/') ||
      installed[name]?.version === wanted.version,
  )
}

/** Resolves with 0, or with npm's exit code. */
export const ensureInstalled = async () => {
  const wanted = lockHash()
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return 0
  if (!installedByHand()) {
    const since = Date.now()
    console.log('Installing packages (once; about a minute on a slow line) …')
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
    const quiet = ['--no-audit', '--no-fund', '--include=dev', '--loglevel=error']
    const code = await new Promise((resolve) => {
      // A CI or a parent `npm` in production mode would leave the build tools out.
      const env = { ...process.env, NODE_ENV: '' }
      const child = spawn(npm, ['ci', ...quiet], {
        cwd: root,
        stdio: 'inherit',
        env,
        shell: process.platform === 'win32',
      })
      const ticking = setInterval(() => {
        console.log(`  still installing, ${Math.round((Date.now() - since) / 1000)} s`)
      }, 10_000)
      const stop = (result) => {
        clearInterval(ticking)
        resolve(result)
      }
      child.once('error', (error) => {
        console.error(`npm cannot be started: ${error.message}`)
        stop(1)
      })
      child.once('exit', (result) => stop(result ?? 1))
    })
    if (code !== 0) return code
    console.log(`Packages installed in ${((Date.now() - since) / 1000).toFixed(1)} s`)
  }
  try {
    writeFileSync(marker, wanted)
  } catch (error) {
    // Installed by another user, read-only here: the check is repeated at the next start, nothing else.
    console.warn(`(not noted: ${error.message})`)
  }
  return 0
}
