/** What the form for sending again asks for; the contract's own body is made of it. */
import { CalendarDate, object } from '@pandu-gempita/shared/scalars'
import { Type } from 'typebox'

const what = Type.String()
const cursor = Type.String({ minLength: 1, maxLength: 8000 })
const optional = { until: Type.Optional(CalendarDate) }

export const replayForm = (kind: 'time' | 'cursor') =>
  kind === 'time'
    ? object({ what, from: CalendarDate, ...optional, cursor: Type.Optional(cursor) })
    : object({ what, from: Type.Optional(CalendarDate), ...optional, cursor })
