/** Step 7: the script of the API guide, with the packed contract, in an empty folder outside the repository, on plain Node. */
import { createHash } from 'node:crypto'
import { execFile } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'
import { createClient, fetchTransport } from '@pandu-gempita/shared/contract/client'
import { contracts } from '@pandu-gempita/shared/contracts'
import { PIECE_TYPE } from '@pandu-gempita/shared/uploads'
import { dtksFile } from '../../api/scripts/demo/dtks-file.ts'
import { repositoryRoot } from '../../api/src/config.ts'
import { useWorld } from './support/world.ts'

const run = promisify(execFile)
const world = useWorld()

/** The tarball as `npm install` would lay it out; its one dependency comes from this checkout, so that no network is needed. */
async function installPackage(folder: string): Promise<void> {
  const packed = await run('npm', ['pack', '--pack-destination', folder, '--silent'], {
    cwd: path.join(repositoryRoot, 'shared'),
  })
  const tarball = packed.stdout.trim().split('\n').at(-1) ?? ''
  const modules = path.join(folder, 'node_modules')
  const home = path.join(modules, '@pandu-gempita', 'shared')
  fs.mkdirSync(home, { recursive: true })
  await run('tar', ['xzf', path.join(folder, tarball), '-C', home, '--strip-components=1'])
  fs.symlinkSync(path.join(repositoryRoot, 'node_modules', 'typebox'), path.join(modules, 'typebox'))
}

async function sendHalf(bytes: Buffer, keys: Readonly<Record<string, string>>): Promise<number> {
  const open = createClient(contracts, fetchTransport(world.url))
  const { access_token: token } = await open.identity.issueToken({
    body: {
      grant_type: 'client_credentials',
      client_id: keys['PANDU_IMPORT_ID'] ?? '',
      client_secret: keys['PANDU_IMPORT_SECRET'] ?? '',
    },
  })
  const { uploads } = createClient(
    contracts,
    fetchTransport(world.url, () => token),
  )
  const { id } = await uploads.createUpload({
    body: {
      fileName: 'dtks.csv',
      mediaType: 'text/csv',
      fileBytes: bytes.length,
      fileSha256: createHash('sha256').update(bytes).digest('hex'),
      releaseName: 'DTKS integrator',
      cutOffOn: '2025-07-20',
    },
    idempotencyKey: 'half-of-a-file-000000001',
  })
  const half = bytes.subarray(0, Math.floor(bytes.length / 2))
  const { offset } = await uploads.appendUpload({
    params: { uploadId: id },
    query: { offset: 0 },
    upload: { type: PIECE_TYPE, bytes: half },
  })
  return offset
}

test('the integrator’s script walks the journey with two machine clients', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pandu-integrator-'))
  try {
    await installPackage(folder)
    for (const script of ['create-clients.mjs', 'integrator.mjs', 'import-file.mjs'])
      fs.copyFileSync(path.join(repositoryRoot, 'docs', 'examples', script), path.join(folder, script))
    const { NODE_OPTIONS: _options, ...plain } = process.env
    const env = { ...plain, PANDU_URL: world.url }
    const { DEMO_PASSWORD } = await import('../../api/scripts/demo-data.ts')
    const made = await run(process.execPath, ['create-clients.mjs'], {
      cwd: folder,
      env: {
        ...env,
        PANDU_ADMIN: 'admin.sragen',
        PANDU_ADMIN_PASSWORD: DEMO_PASSWORD,
        PANDU_RELEASER: 'kadis.sragen',
        PANDU_RELEASER_PASSWORD: DEMO_PASSWORD,
      },
    })
    const keys = Object.fromEntries(
      [...made.stdout.matchAll(/(PANDU_\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
    )
    expect(Object.keys(keys)).toEqual([
      'PANDU_CLIENT_ID',
      'PANDU_CLIENT_SECRET',
      'PANDU_APPROVER_ID',
      'PANDU_APPROVER_SECRET',
      'PANDU_ANSWERER_ID',
      'PANDU_ANSWERER_SECRET',
      'PANDU_IMPORT_ID',
      'PANDU_IMPORT_SECRET',
    ])
    const journey = await run(process.execPath, ['integrator.mjs'], { cwd: folder, env: { ...env, ...keys } })
    expect(journey.stdout).toContain('The journey is complete.')
    expect(journey.stdout).toContain('the citizen sees: closed, outcome served')

    const file = path.join(folder, 'dtks.csv')
    fs.writeFileSync(file, [...dtksFile({ rows: 60, bad: 2, kabupaten: '3314' })].join(''))
    // An earlier run that lost its line after half of the file.
    const half = await sendHalf(fs.readFileSync(file), keys)
    const sent = await run(process.execPath, ['import-file.mjs', file, 'DTKS integrator', '2025-07-20', '--apply'], {
      cwd: folder,
      env: { ...env, ...keys },
    })
    expect(sent.stdout).toContain(`goes on at byte ${half} of`)
    expect(sent.stdout).toContain('60 rows, 2 kept back; 58 new')
    expect(sent.stdout).toContain('The import is applied.')
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}, 180_000)
