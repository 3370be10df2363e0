/** Pure decisions about referrals. */
const ANSWERS: readonly string[] = ['accept', 'decline', 'start', 'complete']
/** What the office does of a referral; an institution that accepts and starts at once answers twice, and may. */
const OFFICE: readonly string[] = ['create', 'approve', 'send']

/**
 * Who creates a referral does not approve it; who created, approved or sent it does not answer it for the institution.
 * @param mine steps of this referral that the caller made
 */
export const needsAnotherOfficer = (step: string, mine: readonly string[]): boolean =>
  (step === 'approve' && mine.includes('create')) ||
  (ANSWERS.includes(step) && mine.some((one) => OFFICE.includes(one)))
