/** Which village a row means, by its names or by its code. What fits several villages is never guessed. */
import { plainHeader } from './layouts.ts'

export type PlaceFault =
  'village_unknown' | 'village_ambiguous' | 'region_code_unknown' | 'region_code_retired' | 'outside_jurisdiction'
export interface FoundPlace {
  readonly code?: string
  readonly fault?: PlaceFault
}
export interface VillageIndex {
  /** By the names of kabupaten/kota, kecamatan and desa/kelurahan. */
  find(regency: string, district: string, village: string): FoundPlace
  /** By code: ten digits with or without dots, or the parts of a code of which each holds only its own digits. */
  findCode(regency: string, district: string, village: string): FoundPlace
}

/** KAB. SRAGEN, Kabupaten Sragen and SRAGEN are one; a city keeps its KOTA only where it is said. */
const plainRegion = (name: string): string =>
  plainHeader(
    name.toUpperCase().replace(/^\s*(KABUPATEN|KAB|KOTA|KOTAMADYA|KECAMATAN|KEC|DESA|KELURAHAN|KEL|NAGARI)\b\.?/u, ''),
  )

export interface VillageIndexOptions {
  readonly regencyNames: readonly string[]
  readonly villages: readonly { code: string; name: string; district: string }[]
  /** Old codes and what each became (region_successors); several successors cannot be told apart and are never guessed. */
  readonly successors: readonly { oldCode: string; newCode: string }[]
  /** Region code of the batch: nothing outside it is taken. */
  readonly within: string
}

export function createVillageIndex({ regencyNames, villages, successors, within }: VillageIndexOptions): VillageIndex {
  const regencies = new Set(regencyNames.map(plainRegion))
  const names = new Map<string, string | null>()
  const codes = new Set<string>()
  for (const village of villages) {
    const key = `${plainRegion(village.district)}|${plainRegion(village.name)}`
    names.set(key, names.has(key) ? null : village.code)
    codes.add(village.code)
  }
  const became = new Map<string, string | null>()
  for (const { oldCode, newCode } of successors) became.set(oldCode, became.has(oldCode) ? null : newCode)
  const inside = (code: string): FoundPlace => (code.startsWith(within) ? { code } : { fault: 'outside_jurisdiction' })
  return {
    find(regency, district, village) {
      if (!regencies.has(plainRegion(regency))) return { fault: 'outside_jurisdiction' }
      const code = names.get(`${plainRegion(district)}|${plainRegion(village)}`)
      if (code === undefined) return { fault: 'village_unknown' }
      if (code === null) return { fault: 'village_ambiguous' }
      return inside(code)
    },
    findCode(regency, district, village) {
      const digits = (text: string): string => text.replace(/[\s.]/gu, '')
      const last = digits(village)
      const code = last.length === 10 ? last : `${digits(regency)}${digits(district)}${last}`
      if (!/^[0-9]{10}$/u.test(code)) return { fault: 'region_code_unknown' }
      if (codes.has(code)) return inside(code)
      const successor = became.get(code)
      if (successor === undefined)
        return { fault: code.startsWith(within.slice(0, 4)) ? 'region_code_unknown' : 'outside_jurisdiction' }
      return successor === null ? { fault: 'region_code_retired' } : inside(successor)
    },
  }
}
