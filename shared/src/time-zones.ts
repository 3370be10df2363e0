/**
 * Indonesia's three time zones, and which region keeps which. The one place that names them: everything else asks for
 * the zone of a jurisdiction (`jurisdictions.time_zone`), so that an office in Papua has Papua's day.
 */
export const timeZones = ['Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura'] as const
export type TimeZone = (typeof timeZones)[number]

/** How people write them; a browser may also give the zone by its other city. */
export const timeZoneLabels: Readonly<Record<string, string>> = {
  'Asia/Jakarta': 'WIB',
  'Asia/Pontianak': 'WIB',
  'Asia/Makassar': 'WITA',
  'Asia/Jayapura': 'WIT',
}

/** The ministry's own. */
export const nationalTimeZone: TimeZone = 'Asia/Jakarta'

/** WIB: Sumatra, Java, West and Central Kalimantan; WIT: Maluku and Papua; WITA: the rest (Keppres 41/1987, with the later provinces). */
export function timeZoneOf(regionCode: string | null): TimeZone {
  if (regionCode === null) return nationalTimeZone
  const province = Number(regionCode.slice(0, 2))
  if (province >= 81) return 'Asia/Jayapura'
  return province < 50 || province === 61 || province === 62 ? 'Asia/Jakarta' : 'Asia/Makassar'
}
