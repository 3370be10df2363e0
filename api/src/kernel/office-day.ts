/** The calendar day where the offices are. Jakarta's for all for now: at night it is one behind in the east. */
export const officeDay = (now: Date): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Jakarta' }).format(now)
