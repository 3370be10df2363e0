/** Who stands in a release, and what it said of them, is kept when its batch has been applied, and who left it is told. */
import { sql } from 'drizzle-orm'
import type { Tx } from '../../../kernel/db.ts'
import { insertEventsOf } from '../../../kernel/unit-of-work.ts'
import type { BatchKey } from '../batch-key.ts'
import { absenceIn, presenceInBatch } from '../deciding/absence.ts'
import { claimsInBatch } from '../deciding/said.ts'

/** Once, when the batch has been applied. Who left the release is told by an event; nobody is deleted. */
export async function savePresence(tx: Tx, key: BatchKey, requestId: string): Promise<void> {
  const presence = await presenceInBatch(tx, key)
  const claims = await claimsInBatch(tx, key, presence)
  const { gone, unknown } = await absenceIn(tx, key, presence)
  // Who may stand in a row that cannot be read is kept as present: on no list of those who left, now or later.
  for (const record of unknown) presence.add(record)
  if (gone.length > 0)
    await tx.execute(
      insertEventsOf(sql`select s.jurisdiction_id, 'person.left_release', 'person', p.id, p.id, p.region_code, b.created_by_name, jsonb_build_object('release', b.release_name, 'cutOffOn', b.cut_off_on), ${requestId}
      from unnest(${sql.param([...gone])}::int[]) as g(record) join import_batches b on b.jurisdiction_id = ${key.jurisdictionId} and b.id = ${key.id}
        join source_records s on s.jurisdiction_id = ${key.jurisdictionId} and s.source = b.source and s.record_number = g.record
        join persons p on p.jurisdiction_id = s.jurisdiction_id and p.id = s.person_id`),
    )
  await tx.execute(sql`
    insert into release_presence (jurisdiction_id, batch_id, release_id, source, bits, claims, claimed_programmes)
    select jurisdiction_id, id, release_id, source, ${presence.bytes}, ${claims.bytes}, ${sql.param(claims.programmes)}::text[] from import_batches where jurisdiction_id = ${key.jurisdictionId} and id = ${key.id}
    on conflict (jurisdiction_id, batch_id) do update set bits = excluded.bits, claims = excluded.claims, claimed_programmes = excluded.claimed_programmes`)
}
