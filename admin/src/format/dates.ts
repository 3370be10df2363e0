/** Dates as people read them. Times name their zone: Indonesia has three. */
import { language } from '../i18n/i18n.ts'

const locale = (): string => (language() === 'en' ? 'en-GB' : 'id-ID')
const ZONES: Readonly<Record<string, string>> = {
  'Asia/Jakarta': 'WIB',
  'Asia/Pontianak': 'WIB',
  'Asia/Makassar': 'WITA',
  'Asia/Jayapura': 'WIT',
}
const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone
/** The zone of the officer's clock when it is one of ours, otherwise that of Jakarta. */
const zone = browserZone in ZONES ? browserZone : 'Asia/Jakarta'

const MIDDAY = 'T12:00:00Z'
export const formatDate = (value: string | null | undefined): string => {
  if (!value) return '–'
  const calendar = value.length === 10
  const date = new Date(calendar ? value + MIDDAY : value)
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'long', timeZone: calendar ? 'UTC' : zone }).format(date)
}
export const formatTime = (value: string): string => {
  const text = new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit', hour12: false, timeZone: zone })
  return `${text.format(new Date(value))} ${ZONES[zone]}`
}
export const formatDateTime = (value: string | null | undefined): string =>
  value ? `${formatDate(value)}, ${formatTime(value)}` : '–'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** "3 hari lagi", "2 jam yang lalu": the nearest whole unit. */
export const formatRelative = (value: string, now = Date.now()): string => {
  const distance = new Date(value).getTime() - now
  const text = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' })
  if (Math.abs(distance) >= DAY) return text.format(Math.round(distance / DAY), 'day')
  if (Math.abs(distance) >= HOUR) return text.format(Math.round(distance / HOUR), 'hour')
  return text.format(Math.round(distance / 60_000), 'minute')
}

export const ageOn = (birthDate: string, now = new Date()): number => {
  const [year = 0, month = 1, day = 1] = birthDate.split('-').map(Number)
  const before = now.getMonth() + 1 < month || (now.getMonth() + 1 === month && now.getDate() < day)
  return now.getFullYear() - year - (before ? 1 : 0)
}
export const today = (): string => new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(new Date())
