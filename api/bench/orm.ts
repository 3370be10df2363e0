/**
 * Goal 3: the same rows with an ORM as it is written without thinking, row after row: look whether the person,
 * the family and the household are there, then insert what is missing, with provenance and event.
 */
import { and, eq } from 'drizzle-orm'
import { events } from '../src/kernel/tables.ts'
import { familyMembers, families, householdMembers, households } from '../src/modules/families/tables.ts'
import { importRows, sourceRecords } from '../src/modules/imports/tables.ts'
import { personAddresses, personIdentifiers, persons, programmeMemberships } from '../src/modules/persons/tables.ts'
import { measure, type Cost } from './cpu.ts'
import type { ScratchServer } from './scratch-server.ts'

type Row = typeof importRows.$inferSelect
type Db = ScratchServer['database']['db']

async function writeRow(db: Db, shard: number, releaseId: string, cutOffOn: string, row: Row): Promise<void> {
  const [known] = await db
    .select({ id: personIdentifiers.personId })
    .from(personIdentifiers)
    .where(
      and(
        eq(personIdentifiers.jurisdictionId, shard),
        eq(personIdentifiers.type, 'nik'),
        eq(personIdentifiers.value, row.nik),
      ),
    )
  if (known) return
  const from = { jurisdictionId: shard, source: 'dtks', releaseId, rowNumber: row.rowNumber }
  const valid = `[${cutOffOn},)`
  await db.transaction(async (tx) => {
    const [person] = await tx
      .insert(persons)
      .values({
        ...from,
        identityStatus: row.birthDate && row.sex ? 'complete' : 'partial',
        name: row.name,
        sex: row.sex,
        birthDate: row.birthDate,
        birthPlace: row.birthPlace,
        motherName: row.motherName,
        regionCode: row.regionCode,
      })
      .returning({ id: persons.id })
    if (!person) throw new Error('not inserted')
    const personId = person.id
    await tx
      .insert(personIdentifiers)
      .values({ ...from, personId, type: 'nik', value: row.nik, status: row.matchStatus })
    await tx.insert(personAddresses).values({
      ...from,
      personId,
      kind: 'card',
      regionCode: row.regionCode,
      street: row.street,
      hamlet: row.hamlet,
      rt: row.rt,
      rw: row.rw,
      valid,
    })
    if (row.kkNumber) {
      const [family] = await tx
        .select({ id: families.id })
        .from(families)
        .where(and(eq(families.jurisdictionId, shard), eq(families.kkNumber, row.kkNumber)))
      const [made] = family
        ? [family]
        : await tx
            .insert(families)
            .values({ ...from, kkNumber: row.kkNumber, regionCode: row.regionCode, street: row.street })
            .returning({ id: families.id })
      if (!made) throw new Error('no family')
      await tx.insert(familyMembers).values({ ...from, familyId: made.id, personId, relation: row.relation, valid })
    }
    if (row.householdExternalId) {
      const [household] = await tx
        .select({ id: households.id })
        .from(households)
        .where(and(eq(households.jurisdictionId, shard), eq(households.externalId, row.householdExternalId)))
      const [made] = household
        ? [household]
        : await tx
            .insert(households)
            .values({ ...from, externalId: row.householdExternalId, regionCode: row.regionCode })
            .returning({ id: households.id })
      if (!made) throw new Error('no household')
      await tx.insert(householdMembers).values({ jurisdictionId: shard, householdId: made.id, personId, releaseId })
    }
    for (const programmeCode of row.programmes)
      await tx.insert(programmeMemberships).values({ ...from, personId, programmeCode, valid })
    await tx.insert(sourceRecords).values({
      jurisdictionId: shard,
      source: 'dtks',
      nik: row.nik,
      recordNumber: row.rowNumber,
      personId,
      rowHash: row.rowHash,
      cutOffOn,
    })
    await tx.insert(events).values({
      jurisdictionId: shard,
      type: 'person.imported',
      subjectType: 'person',
      subjectId: personId,
      aboutId: personId,
      regionCode: row.regionCode,
      actorName: 'bench',
      details: { row: row.rowNumber },
      requestId: 'bench',
    })
  })
}

/** @returns the cost of `sample` staged rows of `batch`, written into the shard `into`, and how many that were */
export async function ormSample(
  server: ScratchServer,
  from: { readonly shard: number; readonly batch: string },
  into: number,
  sample: number,
): Promise<{ readonly cost: Cost; readonly rows: number }> {
  const { db } = server.database
  const rows = await db
    .select()
    .from(importRows)
    .where(and(eq(importRows.jurisdictionId, from.shard), eq(importRows.batchId, from.batch)))
    .orderBy(importRows.rowNumber)
    .limit(sample)
  const cost = await measure(server.postmaster, async () => {
    for (const row of rows) await writeRow(db, into, from.batch, '2025-07-20', row)
  })
  return { cost, rows: rows.length }
}
