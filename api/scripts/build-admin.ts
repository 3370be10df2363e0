/** Builds the administration pages, only when something that goes into them has changed. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { repositoryRoot } from '../src/config.ts'

const admin = path.join(repositoryRoot, 'admin')
const SOURCES = [
  'admin/src',
  'admin/public',
  'admin/index.html',
  'admin/vite.config.ts',
  'shared/src',
  'package-lock.json',
]

const filesBelow = (entry: string): string[] => {
  if (!fs.existsSync(entry)) return []
  if (!fs.statSync(entry).isDirectory()) return [entry]
  return fs
    .readdirSync(entry)
    .sort()
    .flatMap((name) => filesBelow(path.join(entry, name)))
}

const sourceHash = (): string => {
  const hash = createHash('sha256')
  for (const file of SOURCES.flatMap((source) => filesBelow(path.join(repositoryRoot, source)))) {
    hash.update(path.relative(repositoryRoot, file))
    hash.update(fs.readFileSync(file))
  }
  return hash.digest('hex')
}

export const viteBinary = (): string => {
  const own = createRequire(path.join(admin, 'package.json'))
  return path.join(path.dirname(own.resolve('vite/package.json')), 'bin', 'vite.js')
}

/** Resolves with whether anything had to be built. */
export const ensureAdminBuilt = async (): Promise<boolean> => {
  const marker = path.join(admin, 'dist', '.built-from')
  const hash = sourceHash()
  if (fs.existsSync(marker) && fs.readFileSync(marker, 'utf8') === hash) return false
  await new Promise<void>((resolve, reject) => {
    // A process of its own: beside the database work it uses the second core, and its memory goes back.
    const child = spawn(process.execPath, [viteBinary(), 'build', '--logLevel', 'error'], {
      cwd: admin,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_ENV: 'production' },
    })
    let said = ''
    const listen = (chunk: Buffer): void => {
      said += chunk.toString()
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.once('error', reject)
    child.once('exit', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`The administration pages could not be built:\n${said}`))
    })
  })
  fs.writeFileSync(marker, hash)
  return true
}
