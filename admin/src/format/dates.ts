/** Dates as people read them. Times name their zone: Indonesia has three. */
import { nationalTimeZone, timeZoneLabels } from '@pandu-gempita/shared/time-zones'
import { ref } from 'vue'
import { language } from '../i18n/i18n.ts'

const locale = (): string => (language() === 'en' ? 'en-GB' : 'id-ID')
const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone
/** The office's zone once somebody has signed in. Until then the clock of the browser when it is one of ours, else the ministry's. */
const zone = ref<string>(browserZone in timeZoneLabels ? browserZone : nationalTimeZone)
export const useOfficeZone = (office: string): void => {
  zone.value = office
}

const MIDDAY = 'T12:00:00Z'
export const formatDate = (value: string | null | undefined): string => {
  if (!value) return '–'
  const calendar = value.length === 10
  const date = new Date(calendar ? value + MIDDAY : value)
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'long', timeZone: calendar ? 'UTC' : zone.value }).format(date)
}
export const formatTime = (value: string): string => {
  const text = new Intl.DateTimeFormat(locale(), {
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    timeZone: zone.value,
  })
  return `${text.format(new Date(value))} ${timeZoneLabels[zone.value]}`
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

export const today = (): string => new Intl.DateTimeFormat('sv-SE', { timeZone: zone.value }).format(new Date())
/** The hour on the office's clock, 0 to 23. */
export const officeHour = (now = new Date()): number =>
  Number(new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone: zone.value }).format(now))
const MINUTE = 60_000
/** The moment at which a day begins on the office's clock. Our zones know no summer time. */
export const dayStart = (day: string): string => {
  const utc = new Date(`${day}T00:00:00Z`)
  const shown = new Date(
    `${new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: zone.value }).format(utc).replace(' ', 'T')}Z`,
  )
  const ahead = Math.round((shown.getTime() - utc.getTime()) / MINUTE)
  return new Date(utc.getTime() - ahead * MINUTE).toISOString()
}

const DAY_MS = 86_400_000
/** The first moment after a day of the office. */
export const dayEnd = (day: string): string => new Date(Date.parse(dayStart(day)) + DAY_MS).toISOString()
