/** "Who has looked" (docs/adr/0027): everybody whose name leaves, and nobody can write there what was not. */
import { afterAll, expect, test } from '@jest/globals'
import pg from 'pg'
import { sha256 } from '../../src/kernel/digest.ts'
import { newComplaintBody } from '../factories/complaints.ts'
import { madeExport, takeExport } from '../factories/exports.ts'
import { prepareBatch, uploadBatch } from '../factories/imports.ts'
import { createFamily, createPerson, nextNik } from '../factories/people.ts'
import { createAccount, givePassword, PASSWORD } from '../factories/accounts.ts'
import type { Caller } from '../harness.ts'
import { newKey, useWorld } from '../world.ts'

let app: pg.Client
// Defined before the world, so that it is closed before it.
afterAll(() => app?.end())
const world = useWorld(async () => {
  app = new pg.Client({ connectionString: world.appUrl })
  await app.connect()
})

const looksOf = async (
  personId: string,
  by: Caller,
): Promise<{ operation: string; fields: string[]; reason: string | null }[]> =>
  (
    await world.owner.query<{ operation: string; fields: string[]; reason: string | null }>(
      'select operation, fields, reason from access_log where subject_id = $1 and actor_id = $2 order by at, id',
      [personId, by.id],
    )
  ).rows

test('a list of cases tells those whose names it shows', async () => {
  const body = await newComplaintBody(world, { reporter: 'listed' })
  const personId = body.reporter.kind === 'listed' ? body.reporter.personId : ''
  const front = await world.officer('puskesos_front_office')
  await front.api.complaints.createComplaint({ body, idempotencyKey: newKey() })
  const reader = await world.officer('dinsos_verifier', 'reads lists')
  await reader.api.complaints.listComplaints({ query: {} })
  expect(await looksOf(personId, reader)).toEqual([
    { operation: 'listComplaints', fields: ['complaint_summary'], reason: null },
  ])
})

test('one request is one look, however often it reads', async () => {
  const front = await world.officer('puskesos_front_office', 'looks once')
  const body = await newComplaintBody(world, { reporter: 'listed' })
  const { complaint } = await front.api.complaints.createComplaint({ body, idempotencyKey: newKey() })
  const back = await world.officer('puskesos_back_office', 'looks once')
  await back.api.complaints.screenComplaint({
    params: { complaintId: complaint.id },
    ifMatch: complaint.version,
    body: { result: 'not_listed' },
  })
  expect(await looksOf(body.reporter.kind === 'listed' ? body.reporter.personId : '', back)).toHaveLength(1)
})

test('everybody in an export sees who took it, for what, each time; so do heads of families', async () => {
  const people = [await createPerson(world), await createPerson(world)]
  const left = await createPerson(world)
  const family = await createFamily(world, people[0] as (typeof people)[0])
  const manager = await world.officer('slrt_manager', 'exports')
  const purpose = 'Pemadanan data dinas.'
  const made = await madeExport(world, manager, { regionCode: world.here.village, purpose })
  await world.owner.query('update persons set region_code = $2 where id = $1', [left.id, world.otherVillage.village])
  for (const times of [1, 2]) {
    await takeExport(manager, made.id)
    // Also who has moved away since: what counts is who was in the file.
    for (const { id } of [...people, left])
      expect((await looksOf(id, manager)).filter(({ reason }) => reason === purpose)).toHaveLength(times)
  }
  const families = await madeExport(world, manager, {
    kind: 'families',
    regionCode: world.here.village,
    purpose: 'Kunjungan keluarga.',
  })
  await takeExport(manager, families.id)
  const heads = (await looksOf(family.headId, manager)).filter(({ reason }) => reason === 'Kunjungan keluarga.')
  expect(heads).toEqual([
    { operation: 'downloadExport', fields: ['export', 'families', 'masked'], reason: 'Kunjungan keluarga.' },
  ])
})

test('somebody whose row was kept back sees who looked at the row, and who took it home', async () => {
  const person = await createPerson(world)
  const { rows } = await world.owner.query<{ value: string }>(
    'select value from person_identifiers where person_id = $1',
    [person.id],
  )
  const head =
    'nik,no_kk,nama,tanggal_lahir,id_jenis_kelamin,id_hub_kepala_keluarga,pkh,pbi,desil_nasional,kode_kelurahan_desa'
  const file = `${head}\n${rows[0]?.value},9901010101209991,SUTINAH,1980-06-15,9,1,YA,YA,3,${world.here.village}\n`
  const batch = await prepareBatch(world, (await uploadBatch(world, Buffer.from(file))).id)
  expect(batch.counts.rejected).toBe(1)
  const reader = await world.officer('dinsos_verifier', 'rejects')
  const params = { importId: batch.id }
  await reader.api.imports.getImportMapping({ params })
  await reader.api.imports.listImportRejects({ params, query: {} })
  await (await reader.api.imports.downloadImportRejects({ params, body: { reason: 'Memperbaiki NIK.' } })).text()
  expect(await looksOf(person.id, reader)).toEqual([
    { operation: 'getImportMapping', fields: ['import_samples'], reason: null },
    { operation: 'listImportRejects', fields: ['import_rejects'], reason: null },
    { operation: 'downloadImportRejects', fields: ['import_rejects', 'nik', 'kk'], reason: 'Memperbaiki NIK.' },
  ])
})

const LOOKS = (subject: string, more = {}) =>
  JSON.stringify([
    { jurisdiction_id: world.shards.here, subject_id: subject, fields: ['person'], reason: null, ...more },
  ])
const ENTRIES = (subject: string, more = {}) =>
  JSON.stringify([
    { jurisdiction_id: world.shards.here, subject_type: 'person', subject_id: subject, changes: [], ...more },
  ])

test('the application role writes no entry of its own making', async () => {
  const { id } = await createPerson(world)
  const officer = await world.officer('slrt_manager')
  for (const table of ['access_log', 'audit_entries'])
    await expect(
      app.query(
        `insert into ${table} (jurisdiction_id, at, actor_name, operation, request_id) values ($1, '2020-01-01', 'Kepala Dinas', 'x', 'x')`,
        [world.shards.here],
      ),
    ).rejects.toThrow(/permission denied/)
  const look = (...who: (string | null)[]) =>
    app.query('select write_access_log($1, $2, $3, $4, $5, $6)', [...who, 'getPerson', 'forged', LOOKS(id)])
  const entry = (...who: (string | null)[]) =>
    app.query('select write_audit_entries($1, $2, $3, $4, $5, $6)', [...who, 'x', 'forged', ENTRIES(id)])
  for (const write of [look, entry]) {
    await expect(write(null, 'officer', 'Kepala Dinas')).rejects.toThrow(/nobody acts without a session/)
    await expect(write('no such session', 'officer', 'Kepala Dinas')).rejects.toThrow(/no such session/)
    // A name that is shown, and a time that is sent, are nobody's and not believed.
    await write(sha256(officer.token), 'system', 'Kepala Dinas')
    await write(null, 'system', 'Kepala Dinas')
    await write(null, 'public', 'Kepala Dinas')
  }
  await app.query('select write_access_log($1, $2, $3, $4, $5, $6)', [
    null,
    'public',
    '',
    'getPerson',
    'forged',
    LOOKS(id, { at: '2020-01-01', actor_id: officer.id, actor_name: 'Kepala Dinas' }),
  ])
  const said = await world.owner.query<{ id: string | null; name: string; old: boolean }>(
    `select actor_id as id, actor_name as name, at < now() - interval '1 minute' as old from (
       select actor_id, actor_name, at from access_log where request_id = 'forged' union all select actor_id, actor_name, at from audit_entries where request_id = 'forged') e`,
  )
  const nobody = '00000000-0000-0000-0000-000000000000'
  const names = await world.owner.query<{ name: string }>('select display_name as name from accounts where id = $1', [
    officer.id,
  ])
  expect(new Set(said.rows.map((row) => JSON.stringify(row)))).toEqual(
    new Set(
      [
        { id: officer.id, name: names.rows[0]?.name, old: false },
        { id: nobody, name: 'Operator server: Kepala Dinas', old: false },
        { id: nobody, name: 'Publik', old: false },
      ].map((row) => JSON.stringify(row)),
    ),
  )
  // Nor does anybody sign in by an entry that says so.
  await expect(
    app.query('select write_audit_entries($1, $2, $3, $4, $5, $6)', [
      null,
      'public',
      '',
      'signIn',
      'forged',
      ENTRIES(id, { signed_in: officer.id }),
    ]),
  ).rejects.toThrow(/nobody has signed in/)
  await expect(app.query('select log_actor($1, $2, $3)', [null, 'system', 'x'])).rejects.toThrow(/permission denied/)
})

test('signing in and out are told in the name of who does', async () => {
  const account = await createAccount(world)
  const userName = await givePassword(world, account.id)
  const opened = await world.send({
    method: 'POST',
    url: '/v1/session',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userName, password: PASSWORD }),
  })
  const cookie = (opened.headers['set-cookie'] ?? '').split(';')[0] ?? ''
  const headers = { cookie, 'x-pandu-csrf': '1' }
  expect((await world.send({ method: 'DELETE', url: '/v1/session', headers })).status).toBe(204)
  // At once.
  expect((await world.send({ method: 'GET', url: '/v1/session', headers })).status).toBe(401)
  const { rows } = await world.owner.query(
    `select operation, actor_id = subject_id as own, actor_kind as kind from audit_entries where subject_id = $1 order by at, id`,
    [account.id],
  )
  expect(rows).toEqual([
    { operation: 'signIn', own: true, kind: 'officer' },
    { operation: 'signOut', own: true, kind: 'officer' },
  ])
})

test('who investigates sees what an account looked at, by time, of the own area only; and takes it along', async () => {
  const { id: personId } = await createPerson(world)
  const looker = await world.officer('slrt_manager', 'looked up')
  await looker.api.persons.getPerson({ params: { personId } })
  await looker.api.persons.revealPerson({ params: { personId }, body: { reason: 'Warga di loket.' } })
  const auditor = await world.officer('auditor')
  const search = async (by: Caller, more = {}) =>
    (await by.api.audit.searchAccessLog({ body: { accountId: looker.id, ...more } })).items
  const found = await search(auditor)
  expect(found.map(({ operation, subjectKind, reason }) => [operation, subjectKind, reason])).toEqual([
    ['revealPerson', 'person', 'Warga di loket.'],
    ['getPerson', 'person', null],
  ])
  expect(new Set(found.map(({ subjectId }) => subjectId))).toEqual(new Set([personId]))
  const moment = found[1]?.at ?? ''
  expect(await search(auditor, { until: moment })).toEqual([])
  expect(await search(auditor, { from: moment, actorName: 'MANAGER' })).toHaveLength(2)
  expect(await search(auditor, { actorName: 'nobody of that name' })).toEqual([])
  // A data protection officer next door, and one of another village.
  expect(await search(await world.neighbourOf(auditor))).toEqual([])
  expect(await search(await world.as({ role: 'auditor', region: world.otherVillage.village, tag: 'village' }))).toEqual(
    [],
  )
  expect(
    await search(await world.as({ role: 'auditor', region: world.here.village, tag: 'own village' })),
  ).toHaveLength(2)
  const csv = await (await auditor.api.audit.downloadAccessLog({ body: { accountId: looker.id } })).text()
  expect(csv.trimEnd().split('\r\n')).toHaveLength(3)
  expect(csv).toContain('Warga di loket.')
  // On the clock of the office, and in words beside the codes.
  const [, revealed = ''] = csv.split('\r\n')
  const local = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: 'Asia/Jakarta' })
  expect(revealed.startsWith(`${local.format(new Date(found[0]?.at ?? ''))};WIB;`)).toBe(true)
  expect(revealed).toContain(
    ';Tampilkan nomor lengkap;revealPerson;"NIK, nomor KK, telepon, nama ibu";nik kk phone mother_name;',
  )
})

test('who looked at somebody is found by NIK and by the ticket of a case, and nobody else’s looks with them', async () => {
  const body = await newComplaintBody(world, { reporter: 'listed' })
  const personId = body.reporter.kind === 'listed' ? body.reporter.personId : ''
  const front = await world.officer('puskesos_front_office', 'takes in')
  const { complaint } = await front.api.complaints.createComplaint({ body, idempotencyKey: newKey() })
  const reader = await world.officer('slrt_manager', 'reads one case')
  await reader.api.complaints.getComplaint({ params: { complaintId: complaint.id } })
  await reader.api.persons.getPerson({ params: { personId } })
  await reader.api.persons.getPerson({ params: { personId: (await createPerson(world)).id } })
  const { rows } = await world.owner.query<{ nik: string }>(
    `select value as nik from person_identifiers where person_id = $1 and type = 'nik'`,
    [personId],
  )
  const nik = rows[0]?.nik ?? ''
  const auditor = await world.officer('auditor')
  const of = async (by: Caller, more: object) =>
    (await by.api.audit.searchAccessLog({ body: { accountId: reader.id, ...more } })).items
  const byNik = await of(auditor, { nik })
  expect(byNik.map(({ subjectId }) => subjectId)).toContain(personId)
  expect(new Set(byNik.map(({ subjectId }) => subjectId))).toEqual(new Set([personId]))
  const byTicket = await of(auditor, { ticket: ` ${complaint.ticket.toLowerCase()} ` })
  expect(new Set(byTicket.map(({ subjectId }) => subjectId))).toEqual(new Set([personId, complaint.id]))
  // Both at once: whoever is meant by both.
  expect(new Set((await of(auditor, { nik, ticket: complaint.ticket })).map(({ subjectId }) => subjectId))).toEqual(
    new Set([personId]),
  )
  expect(await of(auditor, { ticket: 'NOSUCHTICKET' })).toEqual([])
  const neighbour = await world.neighbourOf(auditor)
  expect(await of(neighbour, { nik })).toEqual([])
  expect(await of(neighbour, { ticket: complaint.ticket })).toEqual([])
})

test('who takes a log along is told in the audit log: by what, for which time and how many, not what was typed', async () => {
  const person = await createPerson(world)
  const looker = await world.officer('slrt_manager', 'is audited')
  await looker.api.persons.getPerson({ params: { personId: person.id } })
  const { rows: numbers } = await world.owner.query<{ nik: string }>(
    `select value as nik from person_identifiers where person_id = $1 and type = 'nik'`,
    [person.id],
  )
  const nik = numbers[0]?.nik ?? ''
  const auditor = await world.officer('auditor', 'takes along')
  const csv = await (
    await auditor.api.audit.downloadAccessLog({ body: { accountId: looker.id, nik, from: '2020-01-01T00:00:00Z' } })
  ).text()
  expect(csv.trimEnd().split('\r\n')).toHaveLength(2)
  const lines: unknown[] = []
  for await (const line of await auditor.api.audit.downloadAuditEntries({ body: { actorName: 'auditor' } }))
    lines.push(line)
  const entries = (await auditor.api.audit.searchAuditEntries({ body: { actorId: auditor.id } })).items
  expect(entries.map(({ operation, subjectType, changes }) => [operation, subjectType, changes])).toEqual([
    [
      'downloadAuditEntries',
      'audit_log',
      [
        { field: 'filters', before: null, after: 'name' },
        { field: 'row_count', before: null, after: String(lines.length) },
      ],
    ],
    [
      'downloadAccessLog',
      'access_log',
      [
        { field: 'filters', before: null, after: 'account nik' },
        { field: 'taken_of', before: null, after: looker.id },
        { field: 'subject_person_id', before: null, after: person.id },
        { field: 'period_from', before: null, after: '2020-01-01T00:00:00Z' },
        { field: 'row_count', before: null, after: '1' },
      ],
    ],
  ])
  expect(JSON.stringify(entries)).not.toContain(nik)
  // Whose area does not reach there takes nothing along.
  const next = await world.neighbourOf(auditor)
  const none: unknown[] = []
  for await (const line of await next.api.audit.downloadAuditEntries({ body: { actorId: auditor.id } })) none.push(line)
  expect(none).toEqual([])
})

test('the audit log is searched by part of a name, by kind of record and by operation', async () => {
  const officer = await world.officer('puskesos_front_office', 'does one thing')
  await officer.api.complaints.createComplaint({ body: await newComplaintBody(world), idempotencyKey: newKey() })
  const auditor = await world.officer('auditor')
  const { rows } = await world.owner.query<{ name: string }>(
    'select display_name as name from accounts where id = $1',
    [officer.id],
  )
  const search = async (more: object) =>
    (
      await auditor.api.audit.searchAuditEntries({
        body: { actorName: rows[0]?.name ?? '', actorId: officer.id, ...more },
      })
    ).items.length
  expect(await search({})).toBeGreaterThan(0)
  expect(await search({ subjectType: 'complaint', operation: 'createComplaint' })).toBe(1)
  expect(await search({ subjectType: 'webhook' })).toBe(0)
  expect(await search({ operation: 'closeComplaint' })).toBe(0)
})

test('who tries NIK by the log until one is somebody’s has to wait, as in the search of people', async () => {
  const { api } = await world.officer('auditor', 'guesses')
  const guess = () => api.audit.searchAccessLog({ body: { nik: nextNik() } })
  for (let tries = 0; tries < 30; tries++) expect((await guess()).items).toEqual([])
  await expect(guess()).rejects.toMatchObject({ problem: { code: 'too-many-requests' } })
  await expect(api.audit.downloadAccessLog({ body: { nik: nextNik() } })).rejects.toMatchObject({
    problem: { code: 'too-many-requests' },
  })
})
