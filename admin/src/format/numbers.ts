import { language } from '../i18n/i18n.ts'

const locale = (): string => (language() === 'en' ? 'en-GB' : 'id-ID')
export const formatNumber = (value: number): string => new Intl.NumberFormat(locale()).format(value)
export const formatPercent = (share: number): string =>
  new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: 0 }).format(share)
export const formatDuration = (seconds: number): string => {
  const unit = seconds >= 90 ? 'minute' : 'second'
  const value = Math.max(1, Math.round(unit === 'minute' ? seconds / 60 : seconds))
  return new Intl.NumberFormat(locale(), { style: 'unit', unit, unitDisplay: 'long' }).format(value)
}
/** Time still to wait: minutes are rounded up, so that nobody comes back too early. */
export const formatWait = (seconds: number): string => {
  const minutes = seconds >= 90
  return new Intl.NumberFormat(locale(), {
    style: 'unit',
    unit: minutes ? 'minute' : 'second',
    unitDisplay: 'long',
  }).format(minutes ? Math.ceil(seconds / 60) : seconds)
}
export const formatBytes = (bytes: number): string => {
  const [unit, size] =
    bytes >= 1_000_000 ? ['megabyte', 1_000_000] : bytes >= 1000 ? ['kilobyte', 1000] : (['byte', 1] as const)
  return new Intl.NumberFormat(locale(), { style: 'unit', unit, maximumFractionDigits: 1 }).format(bytes / size)
}
