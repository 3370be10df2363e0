/** `npm start`: from a fresh clone to a running product. Plain JavaScript, because nothing is installed yet. */
import { spawn } from 'node:child_process'
import { existsSync, watch } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureInstalled, requireNode, root } from './install.mjs'

requireNode()
const installed = await ensureInstalled()
if (installed !== 0) process.exit(installed)

const development = process.argv.includes('--dev')
const PAGES_PORT = 5173
const port = process.env.PORT || '3000'
const from = (workspace) => createRequire(path.join(root, workspace, 'package.json'))
const tsx = pathToFileURL(from('api').resolve('tsx')).href
const start = path.join(root, 'api', 'scripts', 'start.ts')

const launch = () =>
  spawn(process.execPath, ['--conditions=source', '--import', tsx, start, ...process.argv.slice(2)], {
    cwd: root,
    // The channel tells the child when this process has gone, however it went.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: development ? { PUBLIC_URL: `http://localhost:${PAGES_PORT}`, ...process.env } : process.env,
  })

let child = launch()
let pages
let asked = false
let again = false

const follow = () => {
  child.once('error', (error) => {
    console.error(error.message)
    process.exit(1)
  })
  child.once('exit', (code, signal) => {
    if (development && !asked) {
      if (again || code === 0) {
        again = false
        child = launch()
        follow()
      } else console.log('Waiting for a change …')
      return
    }
    pages?.kill('SIGTERM')
    process.exit(code ?? (signal === 'SIGKILL' ? 137 : 1))
  })
}
follow()

// Ctrl-C in a terminal reaches the child by itself as well; it takes the second one for the same wish.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    asked = true
    if (child.exitCode !== null) {
      pages?.kill('SIGTERM')
      process.exit(0)
    }
    child.kill(signal)
  })

// npm passes a signal to its shell, which dies without passing it on: then the parent changes.
if (process.env.npm_lifecycle_event) {
  const parent = process.ppid
  const looking = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(looking)
    process.emit('SIGTERM')
  }, 500)
  looking.unref()
}

if (development) {
  let waiting
  const restart = () => {
    clearTimeout(waiting)
    waiting = setTimeout(() => {
      console.log('\nChanged: starting again …')
      if (child.exitCode !== null) {
        child = launch()
        follow()
        return
      }
      again = true
      child.kill('SIGTERM')
    }, 200)
  }
  for (const folder of ['api/src', 'shared/src', 'migrations'])
    if (existsSync(path.join(root, folder))) watch(path.join(root, folder), { recursive: true }, restart)
  // The pages reload by themselves; their server passes API calls on to this one.
  const vite = path.join(path.dirname(from('admin').resolve('vite/package.json')), 'bin', 'vite.js')
  pages = spawn(process.execPath, [vite, '--port', String(PAGES_PORT), '--strictPort'], {
    cwd: path.join(root, 'admin'),
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PANDU_API: `http://localhost:${port}` },
  })
}
