import { formatDate, formatDateTime, formatTime, today } from '../format/dates.ts'

/** The hour alone, of today. */
export const draftTime = (at: string): string =>
  formatDate(at) === formatDate(today()) ? formatTime(at) : formatDateTime(at)
