/**
 * `npm test`: everything that CI checks, by one command on a fresh clone. Plain JavaScript, because nothing is installed yet.
 * `--only=checks` types, lint, format, OpenAPI, one call of every operation · `--only=jest` all projects · `--only=<project>` one · `--only=soak` the long ones.
 * `--operation pinComplaint`: the batteries of the contract for that operation, and the house tests; less than a minute.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { ensureInstalled, requireNode, root } from './install.mjs'

requireNode()
const installed = await ensureInstalled()
if (installed !== 0) {
  console.log('0 passed, 1 failed')
  process.exit(1)
}

/** `--name=value` or `--name value`. */
const option = (name) => {
  const at = process.argv.findIndex((argument) => argument === `--${name}` || argument.startsWith(`--${name}=`))
  if (at < 0) return undefined
  return process.argv[at].includes('=') ? process.argv[at].slice(name.length + 3) : (process.argv[at + 1] ?? '')
}
const only = option('only')
const operation = option('operation')
if (operation !== undefined && !/^[a-zA-Z]+$/.test(operation)) {
  console.error('--operation takes an operationId, as --operation screenComplaint')
  process.exit(2)
}
const PROJECTS = ['unit', 'db', 'property', 'contract', 'house', 'e2e']
const known = ['checks', 'jest', 'soak', ...PROJECTS]
if (only !== undefined && !known.includes(only)) {
  console.error(`--only takes one of ${known.join(', ')}`)
  process.exit(2)
}

const output = path.join(root, 'test-output')
mkdirSync(output, { recursive: true })
const running = new Set()
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`
const resolveFrom = (workspace, request) => createRequire(path.join(root, workspace, 'package.json')).resolve(request)
const bin = (workspace, name, file) => path.join(path.dirname(resolveFrom(workspace, `${name}/package.json`)), file)

for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    for (const child of running) child.kill(signal)
    process.exitCode = 130
  })

/** Resolves with exit code and what was said; said aloud at once when `aloud`. */
const node = (args, { aloud = false, env = {}, cwd = root } = {}) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd,
      env: { ...process.env, FORCE_COLOR: '0', ...env },
      stdio: ['ignore', aloud ? 'inherit' : 'pipe', aloud ? 'inherit' : 'pipe'],
    })
    running.add(child)
    let said = ''
    child.stdout?.on('data', (chunk) => (said += chunk))
    child.stderr?.on('data', (chunk) => (said += chunk))
    const end = (code) => {
      running.delete(child)
      resolve({ code, said })
    }
    child.once('error', (error) => {
      said += error.message
      end(1)
    })
    child.once('exit', (code) => end(code ?? 1))
  })

let passed = 0
let failed = 0
/** Told once more at the end: what failed early must not be looked for in thousands of lines. */
const failures = []

const check = async (label, run) => {
  const since = Date.now()
  const ticking = setInterval(() => console.log(`… ${label}, ${seconds(since)}`), 20_000)
  const { code, said } = await run()
  clearInterval(ticking)
  if (code === 0) {
    passed += 1
    console.log(`✓ ${label} (${seconds(since)})`)
    return
  }
  failed += 1
  failures.push(label)
  console.log(`✗ ${label} (${seconds(since)})\n${said.trimEnd()}\n`)
}

const tsc = bin('.', 'typescript', 'bin/tsc')
const checks = [
  ['types: shared', () => node([tsc, '-p', 'shared'])],
  ['types: api', () => node([tsc, '-p', 'api'])],
  // The build comes first: the UI kit writes the component types that vue-tsc reads.
  [
    'pages build',
    () =>
      node([bin('admin', 'vite', 'bin/vite.js'), 'build', '--logLevel', 'error'], { cwd: path.join(root, 'admin') }),
  ],
  [
    'types: admin',
    () => node([bin('admin', 'vue-tsc', 'bin/vue-tsc.js'), '--noEmit'], { cwd: path.join(root, 'admin') }),
  ],
  ['lint', () => node([bin('.', 'eslint', 'bin/eslint.js'), '.', '--max-warnings=0'])],
  ['format', () => node([bin('.', 'prettier', 'bin/prettier.cjs'), '--check', '--log-level=warn', '.'])],
  [
    'OpenAPI description (redocly, recommended rules)',
    () =>
      node([bin('.', '@redocly/cli', 'bin/cli.js'), 'lint', '--extends=recommended', 'docs/openapi.json'], {
        env: { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
      }),
  ],
]

/** Two at a time: most of these use one core each. */
const runChecks = async () => {
  const waiting = [...checks]
  // The types of the pages need their build, so they keep its order within one lane.
  const lanes = [
    waiting.filter(([label]) => /pages|admin|format/.test(label)),
    waiting.filter(([label]) => !/pages|admin|format/.test(label)),
  ]
  await Promise.all(
    lanes.map(async (lane) => {
      for (const [label, run] of lane) await check(label, run)
    }),
  )
}

const hasTests = (folder, pattern) =>
  existsSync(folder) &&
  readdirSync(folder, { withFileTypes: true }).some((entry) =>
    entry.isDirectory()
      ? !['node_modules', 'dist'].includes(entry.name) && hasTests(path.join(folder, entry.name), pattern)
      : pattern.test(entry.name),
  )

const firstLines = (text) =>
  stripVTControlCharacters(text)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 6)
    .join('\n    ')

const runJest = async (label, args, env = {}) => {
  const results = path.join(output, `jest-${label}.json`)
  rmSync(results, { force: true })
  const { code } = await node(
    [
      '--conditions=source',
      '--experimental-vm-modules',
      '--no-warnings',
      bin('.', 'jest', 'bin/jest.js'),
      '--json',
      `--outputFile=${results}`,
      ...args,
    ],
    { aloud: true, env },
  )
  const counted =
    existsSync(results) && statSync(results).size > 0 ? JSON.parse(readFileSync(results, 'utf8')) : undefined
  passed += counted?.numPassedTests ?? 0
  failed += counted?.numFailedTests ?? 0
  // A file that does not even load has no failed test of its own.
  failed += counted?.numRuntimeErrorTestSuites ?? 0
  for (const { name, message, assertionResults } of counted?.testResults ?? []) {
    const faults = assertionResults.filter(({ status }) => status === 'failed')
    const file = path.relative(root, name)
    if (faults.length === 0 && message !== '') failures.push(`${file} did not load: ${firstLines(message)}`)
    for (const { fullName, failureMessages } of faults)
      failures.push(`${file}: ${fullName}\n    ${firstLines(failureMessages[0] ?? '')}`)
  }
  if (code !== 0 && (counted?.numFailedTests ?? 0) + (counted?.numRuntimeErrorTestSuites ?? 0) === 0) failed += 1
  return counted?.numPassedTests ?? 0
}

/** One call of every operation, with its statements and their plans. */
const WALK = [
  '--selectProjects',
  'contract',
  'api/test/contract/success.test.ts',
  '-t',
  'answers as the contract says',
  '--silent',
]

/** What a new operation is held to, for who is writing it. */
const runOperation = async () => {
  const before = failed
  // The batteries alone: files that run over all operations.
  const folder = path.join(root, 'api', 'test', 'contract')
  const batteries = readdirSync(folder)
    .filter(
      (file) => file.endsWith('.test.ts') && readFileSync(path.join(folder, file), 'utf8').includes('samples/all.ts'),
    )
    .map((file) => `api/test/contract/${file}`)
  const held = await runJest('contract', [...batteries, '--selectProjects', 'contract', '-t', `\\b${operation}\\b`])
  if (held === 0 && failed === before) {
    failed += 1
    console.log(
      `✗ no test of api/test/contract speaks of ${operation}: is it in the contract, and does it have a sample?`,
    )
  }
  await runJest('house', ['--selectProjects', 'house'])
}

/** The journeys need the built pages; what is unchanged since the last build is not built again. */
const buildPages = () =>
  check('pages built for the journeys', () =>
    node([
      '--conditions=source',
      '--import',
      resolveFrom('api', 'tsx'),
      '--input-type=module',
      '-e',
      "const { ensureAdminBuilt } = await import('./api/scripts/build-admin.ts'); await ensureAdminBuilt()",
    ]),
  )

const since = Date.now()
const everything = only === undefined && operation === undefined
const jestProjects = everything || only === 'jest' ? PROJECTS : PROJECTS.includes(only) ? [only] : []
const journeys = jestProjects.includes('e2e') && hasTests(path.join(root, 'admin', 'e2e'), /\.test\.ts$/)

if (everything || only === 'checks') await runChecks()
// Every statement against a real database: what types cannot know of SQL. Within everything, the batteries do the same.
if (only === 'checks') await runJest('walk', [...WALK])
if (operation !== undefined) await runOperation()
if (journeys && only !== undefined) await buildPages()
if (jestProjects.length > 0) {
  const fast = jestProjects.filter((project) => project !== 'e2e')
  if (fast.length > 0) await runJest('projects', ['--selectProjects', ...fast, '--passWithNoTests'])
  if (journeys) await runJest('e2e', ['--selectProjects', 'e2e'])
}
if (only === 'soak') await buildPages()
if (only === 'soak') await runJest('soak', ['--selectProjects', 'soak', '--runInBand'], { PANDU_SOAK: '1' })

console.log(`\nFinished in ${seconds(since)}`)
if (failures.length > 0) console.log(`\nWhat failed:\n${failures.map((failure) => `✗ ${failure}`).join('\n')}\n`)
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed > 0 || passed === 0 ? 1 : (process.exitCode ?? 0))
