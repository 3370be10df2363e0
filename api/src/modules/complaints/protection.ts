/** From whom a case is kept: its circle, by the reason why it is confidential, and the accused, who never see it. */
import { integrityReasons, type ConfidentialReason } from '@pandu-gempita/shared/complaint-record'
import type { AccusedInput, Complaint, complaints } from '@pandu-gempita/shared/complaints'
import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import { fieldProblem } from '../../kernel/problem-error.ts'
import { changeRecord } from '../../kernel/step.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { findAccount } from '../identity/public.ts'
import { findInstitution } from '../institutions/public.ts'
import { guardMatter, type Circle, type Guard } from '../matters/public.ts'
import { findRegion } from '../regions/public.ts'
import { complaintDoor } from './door.ts'
import { getComplaint } from './queries.ts'

type Operations = (typeof complaints)['operations']
interface Matter {
  readonly jurisdictionId: number
  readonly id: string
}

const REGENCY_LENGTH = 4

const circleOf = (reason: ConfidentialReason): Circle =>
  (integrityReasons as readonly string[]).includes(reason) ? 'complaint.read-integrity' : 'ppks.read-restricted'

export async function keepConfidential(
  uow: UnitOfWork,
  { jurisdictionId, id }: Matter,
  ...reasons: (ConfidentialReason | undefined)[]
): Promise<void> {
  const guards = [...new Set(reasons.flatMap((reason) => (reason ? [circleOf(reason)] : [])))]
  await guardMatter(
    uow,
    { jurisdictionId, matterId: id },
    guards.map((permission) => ({ permission })),
  )
}

/** The name is kept as it was: who is accused must be told from the case alone. */
async function guardOf(uow: UnitOfWork, caseRegion: string, one: AccusedInput, pointer: string): Promise<Guard> {
  if (one.kind === 'region') {
    const region = await findRegion(uow.db, one.regionCode)
    // Officers of another kabupaten do not see the case anyhow.
    if (!region || one.regionCode.slice(0, REGENCY_LENGTH) !== caseRegion.slice(0, REGENCY_LENGTH))
      throw fieldProblem('unknown-reference', `${pointer}/regionCode`)
    return { regionCode: one.regionCode, name: region.path }
  }
  if (one.kind === 'institution') {
    const institution = await findInstitution(uow, one.institutionId)
    if (!institution) throw fieldProblem('unknown-reference', `${pointer}/institutionId`)
    return { institutionId: one.institutionId, name: institution.name }
  }
  const account = await findAccount(uow, one.accountId)
  if (!account) throw fieldProblem('unknown-reference', `${pointer}/accountId`)
  return { accountId: one.accountId, name: account.name }
}

export async function keepFromAccused(
  uow: UnitOfWork,
  { jurisdictionId, id, regionCode }: Matter & { readonly regionCode: string },
  accused: readonly AccusedInput[],
): Promise<void> {
  const guards: Guard[] = []
  for (const [index, one] of accused.entries()) guards.push(await guardOf(uow, regionCode, one, `/accused/${index}`))
  await guardMatter(uow, { jurisdictionId, matterId: id }, guards)
}

export async function markComplaintConfidential(
  uow: UnitOfWork,
  { params: { complaintId: id }, ifMatch, body: { reason } }: InputOf<Operations['markComplaintConfidential']>,
): Promise<Complaint> {
  await changeRecord(uow, complaintDoor, 'markConfidential', { id, ifMatch }, async (row) => {
    await keepConfidential(uow, row, reason)
    return { sets: { confidential: row.confidential ?? reason }, details: { reason } }
  })
  return getComplaint(uow, id, true)
}

export async function nameAccused(
  uow: UnitOfWork,
  { params: { complaintId: id }, ifMatch, body: { accused } }: InputOf<Operations['nameAccused']>,
): Promise<Complaint> {
  await changeRecord(uow, complaintDoor, 'nameAccused', { id, ifMatch }, async (row) => {
    await keepFromAccused(uow, row, accused)
    return { changes: [{ field: 'accused', before: null, after: null }] }
  })
  return getComplaint(uow, id, true)
}
