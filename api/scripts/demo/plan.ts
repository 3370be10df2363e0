/** Where the demo takes place, and the moments that everything else is counted from. */
import type { Culture } from './names.ts'

export interface Place {
  readonly code: string
  readonly short: string
  readonly culture: Culture
  /** Third and fourth digit of its NIKs: 99 and this. No province 99 exists, so no NIK here can be anybody's. */
  readonly nikArea: string
  readonly families: number
}

export const PLACES: readonly Place[] = [
  { code: '3314', short: 'sragen', culture: 'java', nikArea: '01', families: 560 },
  { code: '3313', short: 'karanganyar', culture: 'java', nikArea: '02', families: 380 },
  { code: '7303', short: 'bantaeng', culture: 'bugis', nikArea: '03', families: 440 },
  { code: '1376', short: 'payakumbuh', culture: 'minang', nikArea: '04', families: 380 },
]
export const PROVINCES: readonly { readonly code: string; readonly short: string }[] = [
  { code: '33', short: 'jateng' },
  { code: '73', short: 'sulsel' },
  { code: '13', short: 'sumbar' },
]

export const DAY = 86_400_000
export const HOUR = 3_600_000

/** Start of today (UTC): due times and ages look alive whenever the demo is made; everything else is fixed by the seed. */
export const startOfDay = (now: Date): Date => new Date(Math.floor(now.getTime() / DAY) * DAY)
export const dateOf = (at: Date): string => at.toISOString().slice(0, 10)

/** Ages are counted from a fixed day, so that birth dates and NIKs are the same in every demo. */
export const AGES_AS_OF = new Date('2025-11-01T00:00:00Z')

/** BPS publishes on the 20th of each quarter: the last two before today. */
export const releaseDays = (today: Date): readonly [string, string] => {
  const days: string[] = []
  for (let month = today.getUTCFullYear() * 12 + today.getUTCMonth(); days.length < 2; month--) {
    const day = new Date(Date.UTC(Math.floor(month / 12), month % 12, 20))
    if (month % 3 === 0 && day < today) days.unshift(dateOf(day))
  }
  const [older = '', newer = ''] = days
  return [older, newer]
}

export type Row = Readonly<Record<string, unknown>>
/** Rows to insert, by table, in the order of the foreign keys. */
export class Rows {
  readonly tables = new Map<string, Row[]>()
  add(table: string, row: Row): void {
    const rows = this.tables.get(table)
    if (rows) rows.push(row)
    else this.tables.set(table, [row])
  }
}

export interface Village {
  readonly code: string
  readonly district: string
  readonly name: string
}
