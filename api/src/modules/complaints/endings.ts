/**
 * Nobody buries a case alone. One officer asks to reject it, to withdraw it, or to end it as a duplicate; until a second one
 * of the kabupaten has agreed nothing changes. Of a confidential case that was rejected the Inspektorat has the last look.
 */
import { complaintRecord } from '@pandu-gempita/shared/complaint-record'
import type { Complaint, complaints } from '@pandu-gempita/shared/complaints'
import { can, inGroup } from '@pandu-gempita/shared/contract/record'
import type { InputOf, ResultOf } from '@pandu-gempita/shared/contract/operation'
import { sql } from 'drizzle-orm'
import { firstRow } from '../../kernel/db.ts'
import { sha256 } from '../../kernel/digest.ts'
import { officeToday } from '../../kernel/office-day.ts'
import { fieldProblem, problem } from '../../kernel/problem-error.ts'
import { askedChange, ensureMay, openRecord } from '../../kernel/record.ts'
import { changeRecord, makeStep } from '../../kernel/step.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { complaintDoor } from './door.ts'
import { takeLegsBack } from './legs.ts'
import { getComplaint, getPublicComplaintStatus } from './queries.ts'
import { isTooLate, ticketPattern } from './rules.ts'
import { clockOf, dueAt } from './service-time.ts'
import { complaints as table } from './tables.ts'

type Operations = (typeof complaints)['operations']
type Ending = 'reject' | 'withdraw' | 'markDuplicate'
interface Asked {
  readonly kind: Ending
  readonly reason: string
  readonly duplicateOfId?: string
  readonly statementSignedOn?: string | undefined
  readonly statementWitness?: string | undefined
}

async function ask(
  uow: UnitOfWork,
  { jurisdictionId, id }: { readonly jurisdictionId: number; readonly id: string },
  { kind, reason, duplicateOfId, statementSignedOn, statementWitness }: Asked,
) {
  await uow.tx.execute(sql`
    insert into complaint_endings (jurisdiction_id, complaint_id, kind, reason, duplicate_of_id, statement_signed_on, statement_witness, asked_by, asked_by_name, asked_at)
    values (${jurisdictionId}, ${id}, ${kind}, ${reason}, ${duplicateOfId ?? null}, ${statementSignedOn ?? null}, ${statementWitness ?? null}, ${uow.actor.id}, ${uow.actor.name}, ${uow.now.toISOString()})`)
  return { changes: [{ field: 'ending' as const, before: null, after: kind }], details: { ending: kind } }
}

export async function rejectComplaint(
  uow: UnitOfWork,
  { params: { complaintId: id }, ifMatch, body: { reason } }: InputOf<Operations['rejectComplaint']>,
): Promise<Complaint> {
  await changeRecord(uow, complaintDoor, 'askRejection', { id, ifMatch }, (row) =>
    ask(uow, row, { kind: 'reject', reason }),
  )
  return getComplaint(uow, id, true)
}

/** @throws unless the citizen's secret, or who saw her sign and when, shows that it is her wish */
async function ensureWished(
  uow: UnitOfWork,
  row: { readonly jurisdictionId: number; readonly secretHash: string | null; readonly secretIssuedBy: string | null },
  { secret, statementSignedOn, statementWitness }: InputOf<Operations['withdrawComplaint']>['body'],
): Promise<void> {
  if (secret !== undefined) {
    // Who gave the secret out knows it too: in his hand it is not the citizen's word.
    if (row.secretIssuedBy === uow.actor.id)
      throw fieldProblem(
        'unknown-reference',
        '/secret',
        'own_secret',
        'was given out by you: a signed statement is needed',
      )
    if (sha256(secret.trim().toUpperCase()) === row.secretHash) return
    throw fieldProblem('unknown-reference', '/secret', 'wrong_secret', 'is not the secret of this ticket')
  }
  if (statementSignedOn === undefined || statementWitness === undefined)
    throw fieldProblem('unknown-reference', '/secret', 'no_proof', 'or a signed statement with its witness is needed')
  if (statementSignedOn > (await officeToday(uow, row.jurisdictionId)))
    throw fieldProblem('impossible-date', '/statementSignedOn')
}

export async function withdrawComplaint(
  uow: UnitOfWork,
  { params: { complaintId: id }, ifMatch, body }: InputOf<Operations['withdrawComplaint']>,
): Promise<Complaint> {
  const asked = askedChange(complaintRecord, 'askWithdrawal')
  const { row } = await openRecord(uow, complaintDoor, id, { judged: true })
  ensureMay(uow, complaintDoor, row, asked, ifMatch)
  // A draft was never taken in: its maker throws it away.
  if (inGroup(complaintRecord, 'draft', row.status))
    await makeStep(uow, complaintDoor, 'withdraw', row, {
      sets: { statusReason: body.reason, dueStep: null, dueAt: null },
    })
  else {
    await ensureWished(uow, row, body)
    await changeRecord(uow, complaintDoor, 'askWithdrawal', { id, ifMatch }, (opened) =>
      ask(uow, opened, { kind: 'withdraw', ...body }),
    )
  }
  return getComplaint(uow, id, true)
}

/** The original must be there, in this jurisdiction, and not itself be ended without an answer. */
async function ensureOriginal(uow: UnitOfWork, id: string, originalId: string): Promise<void> {
  // Both are locked: two officers who mark each the duplicate of the other must not both succeed, or nobody handles either.
  const { row, others } = await openRecord(uow, complaintDoor, id, { together: [originalId], judged: false })
  const [original] = others
  if (original?.jurisdictionId !== row.jurisdictionId || inGroup(complaintRecord, 'unanswered', original.status))
    throw fieldProblem('unknown-reference', '/duplicateOfId')
}

export async function markComplaintDuplicate(
  uow: UnitOfWork,
  { params: { complaintId: id }, ifMatch, body }: InputOf<Operations['markComplaintDuplicate']>,
): Promise<Complaint> {
  await changeRecord(uow, complaintDoor, 'askDuplicate', { id, ifMatch }, async (row) => {
    await ensureOriginal(uow, id, body.duplicateOfId)
    return ask(uow, row, { kind: 'markDuplicate', ...body })
  })
  return getComplaint(uow, id, true)
}

const decide = (
  uow: UnitOfWork,
  { jurisdictionId, id }: { readonly jurisdictionId: number; readonly id: string },
  agreed: boolean,
  reason: string | null,
) =>
  firstRow<{ kind: Ending; reason: string; duplicateOfId: string | null }>(
    uow.tx,
    sql`update complaint_endings set agreed = ${agreed}, decided_by = ${uow.actor.id}, decided_by_name = ${uow.actor.name}, decided_at = ${uow.now.toISOString()}, decision_reason = ${reason}
        where jurisdiction_id = ${jurisdictionId} and complaint_id = ${id} and decided_at is null
        returning kind, reason, duplicate_of_id as "duplicateOfId"`,
  )

export async function confirmComplaintEnding(
  uow: UnitOfWork,
  { params: { complaintId: id }, ifMatch }: InputOf<Operations['confirmComplaintEnding']>,
): Promise<Complaint> {
  const { row } = await openRecord(uow, complaintDoor, id, { judged: true })
  ensureMay(uow, complaintDoor, row, askedChange(complaintRecord, 'confirmEnding'), ifMatch)
  const ending = await decide(uow, row, true, null)
  if (!ending) throw problem('no-ending-asked')
  if (ending.duplicateOfId !== null) await ensureOriginal(uow, id, ending.duplicateOfId)
  if (inGroup(complaintRecord, 'away', row.status)) await takeLegsBack(uow, row, ending.reason)
  const reviewed = ending.kind === 'reject' && row.confidential !== null
  await makeStep(uow, complaintDoor, ending.kind, row, {
    sets: {
      statusReason: ending.reason,
      // The citizen reads why.
      publicNote: ending.reason,
      closedAt: uow.now,
      duplicateOfId: ending.duplicateOfId,
      reviewedAt: null,
      dueStep: reviewed ? 'review' : null,
      dueAt: reviewed ? dueAt('review', row.urgency, uow.now) : null,
    },
  })
  return getComplaint(uow, id, true)
}

export async function declineComplaintEnding(
  uow: UnitOfWork,
  { params: { complaintId: id }, ifMatch, body: { reason } }: InputOf<Operations['declineComplaintEnding']>,
): Promise<Complaint> {
  await changeRecord(uow, complaintDoor, 'declineEnding', { id, ifMatch }, async (row) => {
    const ending = await decide(uow, row, false, reason)
    return { sets: { statusReason: reason }, changes: [{ field: 'ending', before: ending?.kind ?? null, after: null }] }
  })
  return getComplaint(uow, id, true)
}

export async function upholdRejection(
  uow: UnitOfWork,
  { params: { complaintId: id }, ifMatch, body: { reason } }: InputOf<Operations['upholdRejection']>,
): Promise<Complaint> {
  await changeRecord(uow, complaintDoor, 'upholdRejection', { id, ifMatch }, () =>
    Promise.resolve({ sets: { reviewedAt: uow.now, reviewNote: reason, dueStep: null, dueAt: null } }),
  )
  return getComplaint(uow, id, true)
}

/** By ticket and secret: the same answer for a wrong secret and for a ticket that there is not. */
export async function objectToComplaint(
  uow: UnitOfWork,
  { body }: InputOf<Operations['objectToComplaint']>,
): Promise<ResultOf<Operations['objectToComplaint']>> {
  const ticket = body.ticket.trim().toUpperCase()
  const region = ticketPattern.exec(ticket)?.[1]
  if (!region) throw problem('not-found')
  const secretHash = sha256(body.secret.trim().toUpperCase())
  const [row] = await uow.tx
    .select()
    .from(table)
    .where(
      sql`${table.jurisdictionId} = (select j.id from jurisdictions j where j.region_code = ${region}) and ${table.ticket} = ${ticket} and ${table.secretHash} = ${secretHash}`,
    )
    .for('update')
  if (!row) throw problem('not-found')
  if (!can(complaintRecord, 'reopen', row.status)) throw problem('transition-not-allowed', { allowed: [] })
  if (isTooLate(row.closedAt, uow.now)) throw problem('deadline-passed')
  await makeStep(uow, complaintDoor, 'reopen', row, {
    sets: {
      ...REOPENED,
      statusReason: body.reason,
      ...clockOf(complaintRecord, complaintRecord.steps.reopen.to, row.urgency, uow.now),
    },
    details: { by: 'citizen' },
  })
  return getPublicComplaintStatus(uow, { body })
}

/** What a case that is open again has no more. */
export const REOPENED = {
  delivered: null,
  deliveredOn: null,
  toldHow: null,
  outcome: null,
  outcomeNote: null,
  resolvedAt: null,
  closedAt: null,
  submittedBy: null,
  duplicateOfId: null,
  publicNote: null,
} as const
