/** Input that no honest client sends: each gets its own problem, changes nothing, and never breaks the server. */
import { describe, expect, test } from '@jest/globals'
import type { TransportRequest } from '@pandu-gempita/shared/contract/client'
import type { ProblemCode } from '@pandu-gempita/shared/problems'
import { createComplaint } from '../factories/complaints.ts'
import { fileOf } from '../factories/imports.ts'
import { createPerson } from '../factories/people.ts'
import { createRegistration, PNG } from '../factories/ppks.ts'
import { fingerprint } from '../fingerprint.ts'
import type { Caller } from '../harness.ts'
import { newKey, useWorld } from '../world.ts'
import { expectProblem, UNKNOWN_ID } from './battery.ts'

let officer: Caller
let data: Caller
const world = useWorld(async () => {
  officer = await world.officer('puskesos_back_office')
  data = await world.officer('slrt_back_office')
})

type Bytes = string | Uint8Array
const json = (method: string, url: string, body: Bytes, headers: Record<string, string> = {}): TransportRequest => ({
  method,
  url,
  body,
  headers: { 'content-type': 'application/json', 'idempotency-key': newKey(), ...headers },
})
const get = (url: string): TransportRequest => ({ method: 'GET', url, headers: {} })

/** Refused with this code (and pointer and rule), and no row of any table has changed. */
async function refused(
  caller: Caller,
  request: TransportRequest,
  code: ProblemCode,
  fault?: { pointer?: string; code?: string },
): Promise<void> {
  const before = await fingerprint(world.owner)
  const reply = await caller.send(request)
  expectProblem(reply, code)
  if (fault) expect(reply.problem().errors).toContainEqual(expect.objectContaining(fault))
  expect(await fingerprint(world.owner)).toEqual(before)
}

const person = (changes: Record<string, unknown> = {}) => ({
  identityStatus: 'partial',
  name: 'Sutinah',
  villageCode: world.here.village,
  ...changes,
})
const createPersonWith = (changes: Record<string, unknown>): TransportRequest =>
  json('POST', '/v1/persons', JSON.stringify(person(changes)))

describe('text', () => {
  test('the honest twin of what follows is taken', async () => {
    expect((await officer.send(createPersonWith({}))).status).toBe(201)
  })

  test('broken UTF-8', async () => {
    const [start, end] = JSON.stringify(person({ name: '@' })).split('@')
    const body = Buffer.concat([Buffer.from(start ?? ''), Buffer.from([0xc3, 0x28]), Buffer.from(end ?? '')])
    await refused(officer, json('POST', '/v1/persons', body), 'malformed-json')
    await refused(officer, get('/v1/regions?query=%C3%28'), 'invalid-request', { pointer: '/query' })
    await refused(officer, get('/v1/regions/%C3%28'), 'not-found')
  })

  test('U+0000 in a body, a key, a query and a path', async () => {
    await refused(officer, createPersonWith({ name: 'Su\u0000tinah' }), 'invalid-request', {
      pointer: '/name',
      code: 'nul_character',
    })
    await refused(officer, createPersonWith({ 'na\u0000me': 'x' }), 'invalid-request', { code: 'nul_character' })
    await refused(officer, get('/v1/regions?query=sra%00gen'), 'invalid-request', {
      pointer: '/query/query',
      code: 'nul_character',
    })
    await refused(officer, get('/v1/regions/33%0014'), 'invalid-request', {
      pointer: '/path/regionCode',
      code: 'nul_character',
    })
  })

  test('half of a surrogate pair', async () => {
    const body = JSON.stringify(person({ name: '@' })).replace('@', '\\ud83d')
    await refused(officer, json('POST', '/v1/persons', body), 'invalid-request', {
      pointer: '/name',
      code: 'broken_text',
    })
  })

  test('keys that could reach the prototype of objects', async () => {
    for (const key of ['__proto__', 'constructor', 'prototype', 'toString']) {
      const body = JSON.stringify(person()).replace('{', `{"${key}":{"isAdmin":true},`)
      await refused(officer, json('POST', '/v1/persons', body), 'invalid-request', {
        pointer: `/${key}`,
        code: 'unknown_field',
      })
    }
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
    await refused(officer, get('/v1/regions?query=sragen&__proto__=1'), 'invalid-request')
  })

  test('SQL and LIKE letters in search text find nothing, and harm nothing', async () => {
    const { id } = await createPerson(world)
    for (const name of [
      "'; drop table persons; --",
      "O'Brien",
      '%',
      '__',
      '\\',
      '100% _ \\',
      '$$',
      '${1}',
      '{}',
      '"',
    ]) {
      const searched = name.padEnd(2, '%')
      const { items } = await officer.api.persons.searchPersons({ body: { name: searched } })
      expect(items.map((hit) => hit.id)).not.toContain(id)
      expect((await officer.api.regions.searchRegions({ query: { query: searched } })).items).toEqual([])
      const named = await officer.api.institutions.listInstitutions({ query: { name } })
      expect(named.items).toEqual([])
      const admin = await world.officer('system_admin')
      expect((await admin.api.access.searchAccounts({ body: { name } })).items).toEqual([])
    }
    // Their honest twins do find.
    expect((await officer.api.regions.searchRegions({ query: { query: 'sragen' } })).items.length).toBeGreaterThan(0)
    expect((await officer.api.institutions.listInstitutions({ query: { name: 'dinas' } })).items).toHaveLength(1)
  })
})

describe('sizes and numbers', () => {
  test('a body of ten megabytes', async () => {
    const body = JSON.stringify(person({ name: 'a'.repeat(10_000_000) }))
    await refused(officer, json('POST', '/v1/persons', body), 'body-too-large')
  })

  test('10,000 levels of nesting', async () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`
    await refused(officer, json('POST', '/v1/persons', deep), 'invalid-request', { code: 'too_deep' })
    const objects = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`
    await refused(officer, json('POST', '/v1/persons', objects), 'invalid-request', { code: 'too_deep' })
  })

  test('ids that are none', async () => {
    for (const id of ['1', '0'.repeat(36), '9'.repeat(60), `${UNKNOWN_ID}0`, 'null', '-1', '1e9', "'--", '{}'])
      await refused(officer, get(`/v1/persons/${encodeURIComponent(id)}`), 'invalid-request', {
        pointer: '/path/personId',
        code: 'format',
      })
    await refused(officer, get(`/v1/persons/${'9'.repeat(5_000)}`), 'url-too-long')
    await refused(officer, get(`/v1/persons/${UNKNOWN_ID}`), 'not-found')
  })

  test('versions, limits and years beyond their range', async () => {
    const { complaint } = await createComplaint(world)
    const screen = (version: string) =>
      json('POST', `/v1/complaints/${complaint.id}/screen`, '{"result":"not_listed"}', { 'if-match': version })
    for (const version of ['"-1"', '"1.5"', '"99999999999999999999"', '*', '1', '""'])
      await refused(officer, screen(version), 'invalid-request', { pointer: '/header/if-match' })
    await refused(officer, screen('"999999999"'), 'stale-version')
    for (const limit of ['0', '-1', '201', '1e3', 'NaN', '99999999999999999999'])
      await refused(officer, get(`/v1/complaints?limit=${limit}`), 'invalid-request', { pointer: '/query/limit' })
    await refused(officer, createPersonWith({ birthYearEstimated: 1e308 }), 'invalid-request', {
      pointer: '/birthYearEstimated',
    })
    expect((await officer.send(screen('"1"'))).status).toBe(200)
  })

  test('days that no calendar has', async () => {
    for (const birthDate of ['2023-02-29', '2020-13-01', '2020-00-10', '0000-00-00', '31-12-1980', '2020-1-1', ''])
      await refused(officer, createPersonWith({ birthDate }), 'invalid-request', {
        pointer: '/birthDate',
        code: 'format',
      })
    for (const birthDate of ['1500-01-01', '9999-12-31', '0001-01-01'])
      await refused(officer, createPersonWith({ birthDate }), 'impossible-date', { pointer: '/birthDate' })
    await refused(data, get('/v1/audit-entries?from=yesterday'), 'permission-missing')
    const auditor = await world.officer('auditor')
    for (const from of ['yesterday', '2020-02-30T00:00:00Z', '2020-01-01T25:00:00Z', '2020-01-01'])
      await refused(auditor, get(`/v1/audit-entries?from=${encodeURIComponent(from)}`), 'invalid-request', {
        pointer: '/query/from',
      })
    // Right in form, and still no moment: no year 0, no offset of twenty hours.
    for (const from of ['0000-01-01T00:00:00Z', '2020-01-01T00:00:00+20:00'])
      await refused(auditor, get(`/v1/audit-entries?from=${encodeURIComponent(from)}`), 'invalid-request')
  })

  test('numbers that cannot be a NIK', async () => {
    await refused(officer, createPersonWith({ nik: '990101150680123' }), 'invalid-request', {
      pointer: '/nik',
      code: 'pattern',
    })
    for (const nik of ['9901011513801234', '9901013202801234', '9901010000801234', '9901011506800000'])
      await refused(officer, createPersonWith({ nik }), 'impossible-nik', { pointer: '/nik' })
  })
})

describe('media types and methods', () => {
  test('a media type that is not taken', async () => {
    for (const type of ['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'image/png', 'nonsense'])
      await refused(
        officer,
        json('POST', '/v1/persons', JSON.stringify(person()), { 'content-type': type }),
        'unsupported-media-type',
      )
  })

  test('a method that the address does not have', async () => {
    for (const [method, url] of [
      ['PUT', '/v1/persons/search'],
      ['DELETE', '/v1/complaints'],
      ['PATCH', '/v1/complaints'],
      ['POST', '/v1/jurisdictions'],
      ['DELETE', `/v1/complaints/${UNKNOWN_ID}`],
    ] as const)
      await refused(officer, { method, url, headers: {} }, 'method-not-allowed')
    await refused(officer, get('/v1/nothing-of-ours'), 'unknown-path')
  })

  const uploaded = (bytes: Uint8Array, type = 'text/csv', query = 'releaseName=Uji&cutOffOn=2025-07-20') => ({
    method: 'POST',
    url: `/v1/imports?${query}`,
    headers: { 'content-type': type, 'idempotency-key': newKey(), 'x-file-name': 'dtks.csv' },
    body: bytes,
  })

  test('a file for import that is not what it says', async () => {
    const csv = fileOf()
    // What a gzip holds is looked at when it is read, and told with the batch.
    const notText: Readonly<Record<string, Uint8Array>> = {
      png: PNG,
      pdf: Buffer.from('%PDF-1.7\n1 0 obj\n'),
      // An XLSX is a ZIP archive.
      xlsx: Buffer.concat([Buffer.from('PK\u0003\u0004'), csv]),
      xls: Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), csv]),
    }
    for (const bytes of Object.values(notText)) await refused(data, uploaded(bytes), 'file-not-as-declared')
    await refused(data, uploaded(csv, 'application/json'), 'unsupported-media-type')
    await refused(data, uploaded(csv, 'text/csv', 'releaseName=Uji&cutOffOn=2999-01-01'), 'impossible-date', {
      pointer: '/query/cutOffOn',
    })
    await refused(
      data,
      { ...uploaded(csv), headers: { ...uploaded(csv).headers, 'x-file-name': '%E0%A4' } },
      'invalid-request',
      {
        pointer: '/header/x-file-name',
      },
    )
    expect((await data.send(uploaded(csv))).status).toBe(202)
  })

  test('a photo that is not what it says, or too large', async () => {
    const registration = await createRegistration(world)
    const front = await world.officer('puskesos_front_office')
    const photo = (body: Uint8Array, type: string) => ({
      method: 'POST',
      url: `/v1/ppks-registrations/${registration.id}/photo`,
      headers: { 'content-type': type, 'if-match': `"${registration.version}"` },
      body,
    })
    const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(100)])
    await refused(front, photo(jpeg, 'image/png'), 'file-not-as-declared')
    await refused(front, photo(PNG, 'image/jpeg'), 'file-not-as-declared')
    await refused(front, photo(Buffer.from('<svg onload="alert(1)"/>'), 'image/png'), 'file-not-as-declared')
    await refused(front, photo(Buffer.alloc(0), 'image/png'), 'file-not-as-declared')
    await refused(front, photo(PNG, 'image/svg+xml'), 'unsupported-media-type')
    await refused(front, photo(Buffer.concat([PNG, Buffer.alloc(5_000_000)]), 'image/png'), 'body-too-large')
    expect((await front.send(photo(PNG, 'image/png'))).status).toBe(200)
  })
})

describe('forms, sessions and keys', () => {
  const nobody = (): Caller => ({ ...officer, send: (request) => world.send(request) })

  test('bearer and cookie that are not ours', async () => {
    for (const authorization of ['Bearer', 'Bearer x', `Bearer ${'a'.repeat(43)}`, 'Basic YTpi', "Bearer ' or 1=1 --"])
      await refused(nobody(), { ...get('/v1/session'), headers: { authorization } }, 'not-signed-in')
    await refused(
      nobody(),
      { ...get('/v1/session'), headers: { cookie: `pandu_session=${'b'.repeat(43)}` } },
      'not-signed-in',
    )
  })

  test('a cookie without the header that only our own pages send', async () => {
    const request = json('POST', '/v1/persons', JSON.stringify(person()), { cookie: `pandu_session=${officer.token}` })
    await refused(nobody(), request, 'cross-site-request')
    const reply = await world.send({ ...request, headers: { ...request.headers, 'x-pandu-csrf': '1' } })
    expect(reply.status).toBe(201)
  })

  test('keys that are none', async () => {
    for (const key of ['', 'short', 'spaces are not visible characters', 'x'.repeat(201), 'ké'.padEnd(24, 'y')])
      await refused(
        officer,
        json('POST', '/v1/persons', JSON.stringify(person()), { 'idempotency-key': key }),
        'idempotency-key-required',
      )
  })
})

describe('cursors', () => {
  test('tampered with, of other filters, of another caller', async () => {
    await createComplaint(world)
    await createComplaint(world)
    const first = await officer.api.complaints.listComplaints({ query: { limit: 1 } })
    const cursor = first.nextCursor ?? ''
    const page = (value: string, more = '') => get(`/v1/complaints?limit=1&cursor=${encodeURIComponent(value)}${more}`)
    const parts = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as string[]
    const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const [digest = '', at = '', id = ''] = parts
    for (const spoiled of [
      'x',
      cursor.slice(0, -4),
      encoded({}),
      encoded([]),
      encoded([digest, at]),
      encoded([digest, at, id, id]),
      encoded([digest, "2025-01-01'; drop table complaints", id]),
      encoded([digest, 'infinity', id]),
      encoded([digest, at, 'not-an-id']),
      encoded([digest, 1, id]),
      encoded(['another digest', at, id]),
    ])
      await refused(officer, page(spoiled), 'invalid-cursor')
    // Of the right shape, but no such moment and no such id.
    await refused(officer, page(encoded([digest, '2025-99-99 99:99:99+00', id])), 'invalid-cursor')
    await refused(officer, page(encoded([digest, at, '-'.repeat(36)])), 'invalid-cursor')
    await refused(officer, page(cursor, '&urgency=urgent'), 'invalid-cursor')
    await refused(await world.officer('slrt_manager'), page(cursor), 'invalid-cursor')
    await refused(officer, page('y'.repeat(501)), 'invalid-request', { pointer: '/query/cursor' })
    expect((await officer.send(page(cursor))).status).toBe(200)
  })
})
