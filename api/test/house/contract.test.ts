/** The catalogues of the contract agree with what is written, both ways. */
import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { contracts } from '@pandu-gempita/shared/contracts'
import { can, finalStates } from '@pandu-gempita/shared/contract/record'
import type { Operation } from '@pandu-gempita/shared/contract/operation'
import {
  permissionCodes,
  personalDataOf,
  personalPermissions,
  rolePresets,
  type PermissionCode,
  type RolePreset,
} from '@pandu-gempita/shared/permissions'
import { problems } from '@pandu-gempita/shared/problems'
import { repositoryRoot } from '../../src/config.ts'
import { generatedDocs, records } from '../../src/generated-docs.ts'
import { eachOperation } from '../../src/kernel/schemas.ts'
import { sourcesIn } from './sources.ts'

const operations = eachOperation(contracts)
const byId = new Map<string, Operation>(operations.map(({ id, operation }) => [id, operation]))
const product = sourcesIn('api/src').filter(({ file }) => !file.endsWith('.test.ts'))

test('operation ids are unique and verbNoun; paths are ours', () => {
  expect(byId.size).toBe(operations.length)
  for (const { id, operation } of operations) {
    expect(id).toMatch(/^[a-z]+([A-Z][a-z]+)+$|^[a-z]+[A-Z]\w+$/)
    expect(operation.path).toMatch(/^\/(v1|health|oauth2|\.well-known)\//)
  }
  const addresses = operations.map(({ operation }) => `${operation.method} ${operation.path.replace(/:\w+/g, ':')}`)
  expect(new Set(addresses).size).toBe(addresses.length)
})

/** Read in queries, beside the permission that the operation itself asks for. */
const INSIDE_QUERIES: readonly PermissionCode[] = ['ppks.read-restricted', 'complaint.read-integrity', 'export.full']

test('every permission opens an operation, and is part of a role', () => {
  const asked = new Set(
    operations.flatMap(({ operation }) => (typeof operation.access === 'object' ? [operation.access.permission] : [])),
  )
  expect(permissionCodes.filter((code) => !asked.has(code) && !INSIDE_QUERIES.includes(code))).toEqual([])
  for (const code of INSIDE_QUERIES)
    expect(product.filter(({ text }) => text.includes(`'${code}'`)).length).toBeGreaterThan(0)
  const presets = Object.values(rolePresets as Readonly<Record<string, RolePreset>>)
  const given = new Set(presets.flatMap((role) => [...role.permissions, ...(role.ownOnly ?? [])]))
  expect(permissionCodes.filter((code) => !given.has(code))).toEqual([])
})

test('who administers the system reads no personal data', () => {
  expect(rolePresets.system_admin.permissions.filter((code) => personalDataOf[code] !== null)).toEqual([])
  const personal = /^(person|export|ppks|complaint|referral|import|access-log)\./
  expect(permissionCodes.filter((code) => personal.test(code))).toEqual([...personalPermissions])
})

/** Levies and the conduct of officers may be about the manager's own office: only the head appoints who reads them. */
const NOT_THE_MANAGERS: readonly PermissionCode[] = ['complaint.read-integrity']

test('who releases access to personal data reads all of it, so that no role is left that nobody can release', () => {
  const presets: readonly RolePreset[] = Object.values(rolePresets)
  const releasing = presets.filter(({ permissions }) => permissions.includes('access.release'))
  expect(releasing.map(({ label }) => label)).toEqual(['Manajer SLRT', 'Kepala dinas sosial'])
  const reading = [...new Set(Object.values(personalDataOf).filter((code) => code !== null))]
  for (const { label, scope, permissions } of releasing)
    expect({ label, scope, missing: reading.filter((code) => !permissions.includes(code)) }).toEqual({
      label,
      scope: 'area',
      missing: label === rolePresets.dinsos_head.label ? [] : NOT_THE_MANAGERS,
    })
})

test('every problem is thrown somewhere, has a status of its class and both languages', () => {
  const texts = product.map(({ text }) => text).join('\n')
  const codes = Object.keys(problems)
  expect(codes.filter((code) => !texts.includes(`'${code}'`))).toEqual([])
  for (const [code, { status, title, judul }] of Object.entries(problems)) {
    expect({ code, known: status >= 400 && status < 600 && title.length > 0 && judul.length > 0 }).toEqual({
      code,
      known: true,
    })
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/)
  }
})

test('every problem that an operation declares is in the catalogue, once', () => {
  for (const { id, operation } of operations) {
    const declared = operation.problems ?? []
    expect({ id, unknown: declared.filter((code) => !(code in problems)) }).toEqual({ id, unknown: [] })
    expect(new Set(declared).size).toBe(declared.length)
  }
})

test('writes of records are guarded by a version, by the place that a piece goes to, or make something new', () => {
  const bare = operations
    .filter(({ operation }) => operation.params && operation.method !== 'GET' && operation.effect !== 'read')
    .filter(({ operation }) => operation.concurrency !== 'if-match')
    .filter(({ operation }) => !operation.problems?.includes('upload-offset-differs'))
    .map(({ id }) => id)
  expect(bare).toEqual([])
})

/** What may write without an audit entry, each with its reason. */
const UNTOLD = [
  'putDraft', // words while they are being typed, several times a minute, and of no record yet
  'discardDraft',
]
test('only the operations on the list write untold', () => {
  expect(operations.filter(({ operation }) => operation.untold).map(({ id }) => id)).toEqual(UNTOLD)
})

describe.each(records)('lifecycle $name', (lifecycle) => {
  const steps = Object.entries(lifecycle.steps)

  test('each step belongs to exactly one operation with its permission, or follows from one', () => {
    for (const [name, step] of steps) {
      const own = operations.filter(
        ({ operation }) => operation.transition?.[0] === lifecycle.name && operation.transition[1] === name,
      )
      if (step.causedBy !== undefined) {
        expect({ name, own: own.map(({ id }) => id), cause: byId.has(step.causedBy) }).toEqual({
          name,
          own: [],
          cause: true,
        })
        continue
      }
      expect({ name, own: own.map(({ operation }) => operation.access) }).toEqual({
        name,
        own: [{ permission: step.permission }],
      })
      expect(own[0]?.operation.problems).toContain('transition-not-allowed')
    }
  })

  test('every state is reached, and a final one is not left', () => {
    const reached = new Set([lifecycle.initial])
    for (const state of reached) for (const [name, step] of steps) if (can(lifecycle, name, state)) reached.add(step.to)
    expect([...reached].sort()).toEqual([...lifecycle.states].sort())
    for (const state of finalStates(lifecycle))
      expect({ state, exits: steps.filter(([name]) => can(lifecycle, name, state)) }).toEqual({ state, exits: [] })
    const stuck = lifecycle.states.filter(
      (state) => !finalStates(lifecycle).includes(state) && !steps.some(([name]) => can(lifecycle, name, state)),
    )
    expect(stuck).toEqual([])
    expect(
      steps.flatMap(([, step]) => [...step.from, step.to]).filter((state) => !lifecycle.states.includes(state)),
    ).toEqual([])
  })
})

test('every operation’s step is a step of a lifecycle', () => {
  const known = records.flatMap((lifecycle) => Object.keys(lifecycle.steps).map((name) => `${lifecycle.name}.${name}`))
  const named = operations.flatMap(({ operation }) => (operation.transition ? [operation.transition.join('.')] : []))
  expect(named.filter((name) => !known.includes(name))).toEqual([])
})

test('generated documents are fresh: else run `npm run docs:generate`', async () => {
  for (const [file, text] of Object.entries(await generatedDocs()))
    expect({ file, fresh: fs.readFileSync(path.join(repositoryRoot, 'docs', file), 'utf8') === text }).toEqual({
      file,
      fresh: true,
    })
})
