/** What is shown masked cannot be put together again from all that a role gets (docs/adr/0025). */
import { expect, test } from '@jest/globals'
import { ApiProblem } from '@pandu-gempita/shared/contract/client'
import { roleCodes } from '@pandu-gempita/shared/permissions'
import { madeExport, takeExport } from '../factories/exports.ts'
import { createComplaint } from '../factories/complaints.ts'
import { prepareBatch, uploadBatch } from '../factories/imports.ts'
import { createPerson } from '../factories/people.ts'
import { newRegistration } from '../factories/ppks.ts'
import { newKey, useWorld } from '../world.ts'
import { attack, gather, openNumbers, type Hunt, type Loot, type Victim } from './attacker.ts'

const PEOPLE = 10_000
let hunt: Hunt

/** NIK and KK as they are made: kecamatan of the village, birth date (40 more for women), four digits that no other field of the page happens to have. */
async function seed(): Promise<Victim[]> {
  const { village } = world.here
  await world.owner.query(
    `insert into persons (jurisdiction_id, id, identity_status, name, sex, birth_date, region_code, source, phone)
     select $1, new_id($1), 'complete', 'Kartika Wening ' || chr(65 + n % 26) || chr(65 + n / 26 % 26) || chr(65 + n / 676 % 26),
       case when n % 2 = 0 then 'female' else 'male' end, date '1950-01-01' + n * 2, $2, 'demo', '0812' || (10000000 + n * 7)
     from generate_series(1, $3) n`,
    [world.shards.here, village, PEOPLE],
  )
  const number = (serial: string) =>
    `left(p.region_code, 6) || lpad((extract(day from p.birth_date) + case when p.sex = 'female' then 40 else 0 end)::text, 2, '0') || to_char(p.birth_date, 'MMYY') || (${serial})::text`
  await world.owner.query(
    `insert into person_identifiers (jurisdiction_id, person_id, type, value, source)
     select p.jurisdiction_id, p.id, 'nik', ${number('8001 + (row_number() over (order by p.id)) * 7 % 1999')}, 'demo' from persons p where p.jurisdiction_id = $1 and p.source = 'demo'`,
    [world.shards.here],
  )
  await world.owner.query(
    `with made as (insert into families (jurisdiction_id, id, kk_number, region_code, source)
       select p.jurisdiction_id, p.id, ${number('5001 + (row_number() over (order by p.id)) * 3 % 999')}, p.region_code, 'demo' from persons p where p.jurisdiction_id = $1 and p.source = 'demo' returning id)
     insert into family_members (jurisdiction_id, family_id, person_id, relation, source) select $1, id, id, 'head', 'demo' from made`,
    [world.shards.here],
  )
  const { rows } = await world.owner.query<Victim>(
    `select p.id, i.value as nik, f.kk_number as kk, p.birth_date::text as "birthDate", p.sex, p.region_code as village
     from persons p join person_identifiers i on i.jurisdiction_id = p.jurisdiction_id and i.person_id = p.id and i.type = 'nik'
     join families f on f.jurisdiction_id = p.jurisdiction_id and f.id = p.id where p.jurisdiction_id = $1 and p.source = 'demo' order by p.id`,
    [world.shards.here],
  )
  return rows
}

/** Numbers where nobody looks for them: in stories, names, notes, names of files, cells that slipped. */
async function plant(victims: readonly Victim[]): Promise<void> {
  const [one, two, three] = victims as [Victim, Victim, Victim]
  const front = await world.officer('puskesos_front_office')
  await front.api.complaints.createComplaint({
    body: {
      reporter: { kind: 'listed', personId: one.id },
      regionCode: world.here.village,
      channel: 'puskesos_visit',
      story: `NIK saya ${one.nik}, KK\n${one.kk}; istri ${two.nik.replace(/(.{4})(?=.)/g, '$1 ')}.`,
      urgency: 'normal',
    },
    idempotencyKey: newKey(),
  })
  await createComplaint(world)
  await front.api.ppks.registerPpks({
    body: { ...(await newRegistration(world)), personId: two.id, note: `nik${two.nik}` },
    idempotencyKey: newKey(),
  })
  await world.owner.query(`update persons set name = 'Kartika ' || $2 where id = $1`, [three.id, three.nik])
  await world.owner.query(`update families set street = 'Rumah ' || $2 where id = $1`, [three.id, three.kk])
  await world.owner.query(
    `insert into person_addresses (jurisdiction_id, person_id, kind, region_code, street, source) select jurisdiction_id, id, 'card', region_code, $2, 'demo' from persons where id = $1`,
    [three.id, `KK ${three.kk}`],
  )
  const head =
    'nik,no_kk,nama,tanggal_lahir,id_jenis_kelamin,id_hub_kepala_keluarga,pkh,pbi,desil_nasional,kode_kelurahan_desa'
  const rows = victims.slice(0, 40).map((victim, n) =>
    n % 2 === 0
      ? `${victim.nik},${victim.kk},BERUBAH,${victim.birthDate},1,1,YA,YA,3,${victim.village}`
      : // Slipped by one cell: the NIK stands where other things belong.
        `X,${victim.nik},${victim.kk},${victim.nik} ${victim.kk},9,1,YA,YA,3,${victim.nik}`,
  )
  await prepareBatch(world, (await uploadBatch(world, Buffer.from(`${head}\n${rows.join('\n')}\n`))).id)
}

const world = useWorld(async () => {
  const victims = await seed()
  await plant(victims)
  hunt = {
    victims,
    opened: [...victims.slice(0, 4), ...victims.slice(-2)],
    names: ['Kartika Wening ABA'],
    village: world.here.village,
    releases: undefined,
    since: '2020-01-01T00:00:00.000Z',
  }
})

test('the attack is one: with the last four digits left it puts every number together', () => {
  const last = (number: string): string => `${number.slice(0, 4)}********${number.slice(-4)}`
  const pages: Loot[] = hunt.victims.map(({ id, nik }) => ({
    from: 'page',
    text: JSON.stringify({ id, nik: last(nik) }),
  }))
  expect(attack(pages, hunt.victims)).toMatchObject({ tried: PEOPLE, rebuilt: { length: PEOPLE } })
})

test.each(roleCodes)(
  '%s puts nobody’s number together, and is shown none in full',
  async (role) => {
    const caller = await world.officer(role)
    const loot = await gather(caller, hunt)
    expect(openNumbers(loot, hunt.victims)).toEqual([])
    const { tried, rebuilt } = attack(loot, hunt.victims)
    expect(rebuilt).toEqual([])
    if (caller.spec.role === 'slrt_manager') expect(tried).toBe(PEOPLE)
  },
  60_000,
)

test('masked exports hold no number either', async () => {
  const manager = await world.officer('slrt_manager')
  for (const kind of ['persons', 'families'] as const)
    for (const format of ['csv', 'ndjson'] as const) {
      const made = await madeExport(world, manager, { kind, format })
      const text = (await takeExport(manager, made.id)).toString('utf8')
      expect(text).toContain('3314************')
      const loot: Loot[] = text
        .split('\n')
        .map((line) => ({ from: `${kind}.${format}`, text: line.startsWith('{') ? line : line.replaceAll('"', '') }))
      expect(openNumbers(loot, hunt.victims)).toEqual([])
      expect(attack(loot, hunt.victims).rebuilt).toEqual([])
    }
}, 60_000)

test('rows that were kept back leave whole only with the permission over the area, and with a reason that is logged', async () => {
  const manager = await world.officer('slrt_manager')
  const [batch] = (await manager.api.imports.listImports({ query: {} })).items
  const importId = batch?.id ?? ''
  const ask = (caller: typeof manager, body: unknown) =>
    caller.send({
      method: 'POST',
      url: `/v1/imports/${importId}/rejects.csv`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const reader = await world.as({ tag: 'reads imports, reveals nobody' })
  const give = (permission: string, region: string) =>
    world.owner.query(
      "insert into grants (jurisdiction_id, account_id, permission, scope, region_code, released_at) values ($1, $2, $3, 'area', $4, now())",
      [world.shards.here, reader.id, permission, region],
    )
  await give('import.read', world.here.regency)
  const reason = 'Memperbaiki baris tertahan.'
  expect((await ask(reader, { reason })).problem().code).toBe('permission-missing')
  await give('person.reveal', world.here.village)
  expect((await ask(reader, { reason })).problem().code).toBe('permission-missing')
  expect((await ask(manager, {})).problem().code).toBe('invalid-request')
  const reply = await ask(manager, { reason })
  expect(reply.status).toBe(200)
  expect(hunt.victims.some(({ nik }) => reply.text.includes(nik))).toBe(true)
  const { rows } = await world.owner.query(
    'select reason from access_log where subject_id = $1 and reason is not null',
    [importId],
  )
  expect(rows).toEqual([{ reason }])
})

test('a search by number tells no more than its result, and cannot be used to guess', async () => {
  const [victim] = hunt.victims as [Victim]
  const elsewhere = await world.neighbourOf(await world.officer('puskesos_back_office'))
  const search = (nik: string) =>
    elsewhere.send({
      method: 'POST',
      url: '/v1/persons/search',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ nik }),
    })
  const plain = ({ status, text }: { status: number; text: string }) => ({ status, text })
  // Somebody's next door, and nobody's at all.
  expect(plain(await search(victim.nik))).toEqual(plain(await search('9999010101010001')))
  const guesser = await world.officer('puskesos_front_office', 'guesses')
  const stem = victim.nik.slice(0, 12)
  const guess = (tail: number) =>
    guesser.send({
      method: 'POST',
      url: '/v1/persons/search',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ nik: `${stem}${String(tail).padStart(4, '0')}` }),
    })
  expect((await guess(Number(victim.nik.slice(12)))).text).toContain(victim.id)
  const replies = await Promise.all(Array.from({ length: 60 }, (_, tail) => guess(tail)))
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(30)
  const refused = replies.find(({ status }) => status === 429)
  expect(refused?.problem().code).toBe('too-many-requests')
  expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(3_000)
  // Then the right number is refused like a wrong one.
  expect((await guess(Number(victim.nik.slice(12)))).status).toBe(429)
  // By name the counter works on, and so does every other account.
  expect((await guesser.api.persons.searchPersons({ body: { name: 'Kartika Wening' } })).items.length).toBeGreaterThan(
    0,
  )
  expect(
    (await (await world.officer('puskesos_front_office')).api.persons.searchPersons({ body: { nik: victim.nik } }))
      .items,
  ).toHaveLength(1)
})

test('a guess that is written onto a person of one’s own and then looked up is a miss like any other', async () => {
  const [victim] = hunt.victims as [Victim]
  const guesser = await world.officer('puskesos_back_office', 'writes guesses')
  const stem = victim.nik.slice(0, 12)
  const right = Number(victim.nik.slice(12))
  let own = await guesser.api.persons.createPerson({
    body: { identityStatus: 'partial', name: 'Bukan Siapa-siapa', villageCode: world.here.village },
    idempotencyKey: newKey(),
  })
  const answers: string[] = []
  for (let tail = 5_001; answers.length < 35; tail++) {
    if (tail === right) continue
    const nik = `${stem}${tail}`
    own = await guesser.api.persons.correctPerson({
      params: { personId: own.id },
      body: { nik, reason: 'Salah ketik.' },
      ifMatch: own.version,
      idempotencyKey: newKey(),
    })
    answers.push(
      await guesser.api.persons.searchPersons({ body: { nik } }).then(
        ({ items }) => items.map(({ id }) => (id === own.id ? 'own' : 'other')).join(' '),
        (error: unknown) => (error instanceof ApiProblem ? error.problem.code : 'fault'),
      ),
    )
  }
  expect(answers.filter((answer) => answer === 'own').length).toBeLessThanOrEqual(30)
  expect(answers.at(-1)).toBe('too-many-requests')
  // What was tried is on record, number by number, though each replaced the one before.
  const { rows } = await world.owner.query<{ tried: number; chained: number }>(
    `select count(distinct c ->> 'after')::int as tried, count(*) filter (where c ->> 'before' like 'hmac:%')::int as chained
     from audit_entries e, jsonb_array_elements(e.changes) c where e.subject_id = $1 and e.operation = 'correctPerson' and c ->> 'field' = 'nik'`,
    [own.id],
  )
  expect(rows).toEqual([{ tried: 35, chained: 34 }])
  // Somebody else’s work is not slowed down by it, and who is found by a colleague’s writing counts as found.
  const colleague = await world.officer('puskesos_front_office', 'finds')
  const person = await createPerson(world)
  const { rows: niks } = await world.owner.query<{ value: string }>(
    "select value from person_identifiers where person_id = $1 and type = 'nik'",
    [person.id],
  )
  for (let n = 0; n < 35; n++)
    expect((await colleague.api.persons.searchPersons({ body: { nik: niks[0]?.value ?? '' } })).items).toHaveLength(1)
})
