/** The family as choices for a relative who reports: what each of them receives, and what began and ended, with its day. */
import type { Family, FamilyChange } from '@pandu-gempita/shared/families'

export interface Aid {
  readonly name: string
  /** The day it began, or ended. */
  readonly on: string | null
}
export interface Relative {
  readonly personId: string
  readonly name: string | null
  readonly relation: Family['members'][number]['relation']
  readonly age: number | null
  readonly receives: readonly Aid[]
  readonly ended: readonly Aid[]
}

/** Everybody but the one who reports. What ended and is received again is not told as ended; of two endings the last counts. */
export function relativesOf(
  family: Pick<Family, 'members'>,
  changes: readonly FamilyChange[],
  self: string | undefined,
): Relative[] {
  return family.members
    .filter(({ personId }) => personId !== self)
    .map(({ personId, name, relation, age, programmes }) => {
      const active = new Set(programmes.map(({ programmeCode }) => programmeCode))
      const last = new Map<string, string>()
      for (const { kind, personId: whose, before, on } of changes) {
        if (kind !== 'programme_ended' || whose !== personId || before === null || active.has(before)) continue
        const known = last.get(before)
        if (known === undefined || known < on) last.set(before, on)
      }
      return {
        personId,
        name,
        relation,
        age,
        receives: programmes.map(({ programmeName, validFrom }) => ({ name: programmeName, on: validFrom })),
        ended: [...last].map(([code, on]) => ({ name: code, on })),
      }
    })
}
