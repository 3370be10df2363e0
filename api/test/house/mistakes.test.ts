/** The house finds what it says it finds: mistakes are planted into a copy of the product, and compiler and house tests look at it. */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { repositoryRoot } from '../../src/config.ts'
import { mistakes } from './mistakes.ts'

const COPIED = ['shared', 'api', 'admin', 'migrations', 'docs']
const NOT_COPIED = /(^|\/)(node_modules|dist|\.pandu|test-output|\.nuxt-ui)(\/|$)/
const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'pandu-mistakes-'))
const from = (...parts: string[]): string => path.join(repositoryRoot, ...parts)
const into = (...parts: string[]): string => path.join(copy, ...parts)

/** The packages of the workspace lead to the copy, all others to where they are. */
function linkPackages(folder: string): void {
  if (!fs.existsSync(from(folder))) return
  fs.mkdirSync(into(folder), { recursive: true })
  for (const name of fs.readdirSync(from(folder)))
    if (name !== '@pandu-gempita') fs.symlinkSync(from(folder, name), into(folder, name))
}

function makeCopy(): void {
  for (const folder of COPIED)
    fs.cpSync(from(folder), into(folder), {
      recursive: true,
      filter: (file) => !NOT_COPIED.test(path.relative(repositoryRoot, file).split(path.sep).join('/')),
    })
  for (const entry of fs.readdirSync(repositoryRoot, { withFileTypes: true }))
    if (entry.isFile()) fs.copyFileSync(from(entry.name), into(entry.name))
  for (const folder of ['node_modules', ...COPIED.map((name) => `${name}/node_modules`)]) linkPackages(folder)
  fs.mkdirSync(into('node_modules/@pandu-gempita'), { recursive: true })
  for (const name of ['shared', 'api', 'admin']) fs.symlinkSync(into(name), into('node_modules/@pandu-gempita', name))
  // The test of this list is not part of what it looks at.
  for (const file of ['mistakes.test.ts', 'mistakes.ts']) fs.rmSync(into('api/test/house', file))
}

function plant(): void {
  for (const { what, file, find, put } of mistakes) {
    const before = fs.existsSync(into(file)) ? fs.readFileSync(into(file), 'utf8') : ''
    if (find !== '' && !before.includes(find)) throw new Error(`${what}: ${file} does not say ${find} any more`)
    fs.writeFileSync(into(file), find === '' ? before + put : before.replace(find, () => put))
  }
}

const run = (args: string[], env: Record<string, string> = {}): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: copy, env: { ...process.env, ...env, FORCE_COLOR: '0' } })
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.once('error', reject)
    child.once('exit', () => resolve(said))
  })

interface Results {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly title: string
      readonly status: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}
let compiler = ''
const messages = new Map<string, string>()

beforeAll(async () => {
  makeCopy()
  plant()
  const results = into('house.json')
  const [types] = await Promise.all([
    run([into('node_modules/typescript/bin/tsc'), '-p', 'api', '--noEmit', '--pretty', 'false']),
    run([
      '--conditions=source',
      '--experimental-vm-modules',
      '--no-warnings',
      into('node_modules/jest/bin/jest.js'),
      '--selectProjects',
      'house',
      '--json',
      `--outputFile=${results}`,
      '--runInBand',
    ]),
  ])
  compiler = types
  const { testResults } = JSON.parse(fs.readFileSync(results, 'utf8')) as Results
  for (const { title, failureMessages } of testResults.flatMap(({ assertionResults }) => assertionResults))
    messages.set(title, failureMessages.join('\n'))
}, 240_000)
afterAll(() => fs.rmSync(copy, { recursive: true, force: true }))

test('at least twenty', () => {
  expect(mistakes.length).toBeGreaterThanOrEqual(20)
})

test.each(mistakes)('$what', ({ foundBy, says }) => {
  if (foundBy !== 'types') expect([...messages.keys()]).toContain(foundBy)
  expect(foundBy === 'types' ? compiler : (messages.get(foundBy) ?? '')).toMatch(says)
})
