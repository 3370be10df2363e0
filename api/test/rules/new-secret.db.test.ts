/** A citizen who lost the secret of a complaint gets a new one at a counter; the old one opens nothing any more. */
import { expect, test } from '@jest/globals'
import { complaintIn, createComplaint } from '../factories/complaints.ts'
import { newKey, useWorld } from '../world.ts'

const world = useWorld()

const statusBy = (ticket: string, secret: string | null) =>
  world.stranger.api.complaints.getPublicComplaintStatus({ body: { ticket, secret: secret ?? '' } })

test('the new secret opens the status, the old one answers 404 at once', async () => {
  const front = await world.officer('puskesos_front_office')
  const { complaint, secret } = await createComplaint(world)
  const renewed = await front.api.complaints.renewComplaintSecret({
    params: { complaintId: complaint.id },
    body: { proof: 'family_card' },
    ifMatch: complaint.version,
    idempotencyKey: newKey(),
  })
  expect(renewed.secret).not.toBe(secret)
  expect(renewed.statusPath).toContain(encodeURIComponent(renewed.secret ?? ''))
  expect(renewed.complaint).toMatchObject({ status: 'registered', version: complaint.version + 1 })
  expect(await statusBy(complaint.ticket, renewed.secret)).toMatchObject({ status: 'registered' })
  await expect(statusBy(complaint.ticket, secret)).rejects.toMatchObject({ problem: { status: 404 } })
  const { items } = await front.api.complaints.listComplaintTimeline({
    params: { complaintId: complaint.id },
    query: {},
  })
  expect(items[0]).toMatchObject({ event: 'complaint.secret_renewed', details: { proof: 'family_card' } })
})

test('the audit log says that it was renewed and how the identity was proven, and holds neither secret nor note', async () => {
  const front = await world.officer('puskesos_front_office')
  const { complaint, secret } = await createComplaint(world)
  const renewed = await front.api.complaints.renewComplaintSecret({
    params: { complaintId: complaint.id },
    body: { proof: 'known_to_officer_with_witness', note: 'Saksi ketua RT.' },
    ifMatch: complaint.version,
    idempotencyKey: newKey(),
  })
  const { rows } = await world.owner.query<{ operation: string; changes: { field: string; after: string | null }[] }>(
    `select operation, changes from audit_entries where subject_id = $1 and operation = 'renewComplaintSecret'`,
    [complaint.id],
  )
  expect(rows).toHaveLength(1)
  expect(rows[0]?.changes).toEqual([
    { field: 'secret', before: null, after: null },
    { field: 'proof', before: null, after: 'known_to_officer_with_witness' },
    { field: 'note', before: null, after: expect.not.stringContaining('Saksi') },
  ])
  const log = JSON.stringify(rows)
  for (const word of [secret, renewed.secret]) expect(log).not.toContain(word)
})

test('a draft has no secret to renew; a case that has ended still has one', async () => {
  const front = await world.officer('puskesos_front_office')
  const { complaint: draft } = await createComplaint(world, { draft: true })
  const ended = await complaintIn(world, 'closed')
  const renew = ({ id, version }: { id: string; version: number }) =>
    front.api.complaints.renewComplaintSecret({
      params: { complaintId: id },
      body: { proof: 'identity_card' },
      ifMatch: version,
      idempotencyKey: newKey(),
    })
  await expect(renew(draft)).rejects.toMatchObject({ problem: { status: 409 } })
  expect((await renew(ended)).complaint.status).toBe('closed')
})
