/**
 * What happens to the legs of a case that ends while an institution has it. Referrals stand above complaints and move their
 * own records, so they say here how; a case alone only knows that it must be done.
 */
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'

interface Case {
  readonly jurisdictionId: number
  readonly id: string
}
type TakeBack = (uow: UnitOfWork, complaint: Case, reason: string) => Promise<void>

let takeBack: TakeBack | undefined

export const legsAreTakenBackBy = (how: TakeBack): void => {
  takeBack = how
}

/** Takes every open leg of the case back, with the reason; the institutions are told. */
export function takeLegsBack(uow: UnitOfWork, complaint: Case, reason: string): Promise<void> {
  if (!takeBack) throw new Error('nobody said how legs are taken back')
  return takeBack(uow, complaint, reason)
}
