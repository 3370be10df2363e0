/** Scalars that every module uses. Shapes only; truth about people is never assumed here (docs/glossary.md). */
import { Type, type TSchema } from 'typebox'

/** Text that officers type: no U+0000 (PostgreSQL cannot store it) no other control characters but line ends and tabs, and not only blanks. */
const PRINTABLE = '^(?=[^]*\\S)[^\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F]*$'
export const text = (maxLength: number, options: { minLength?: number; description?: string } = {}) =>
  Type.String({ minLength: 1, maxLength, pattern: PRINTABLE, ...options })

export const Id = Type.String({
  format: 'uuid',
  description: 'UUID, ordered by time. Opaque: nothing in it is promised',
})
export const Instant = Type.String({ format: 'date-time', description: 'RFC 3339 with zone, milliseconds' })
export const CalendarDate = Type.String({ format: 'date', description: 'YYYY-MM-DD' })
/** Hard rules of domain.md 4: 16 digits, a possible day (women + 40) and month, serial not 0000. Dates are checked further by `nikFault`. */
export const Nik = Type.String({
  pattern: '^[0-9]{16}$',
  description: 'Nomor Induk Kependudukan, 16 digits, always text',
})
export const KkNumber = Type.String({
  pattern: '^[0-9]{16}$',
  description: 'Nomor Kartu Keluarga, 16 digits, always text',
})
/** Kemendagri code without dots: 2 province, 4 kabupaten/kota, 6 kecamatan, 10 desa/kelurahan (Kepmendagri 300.2.2-2138/2025). */
export const RegionCode = Type.String({
  pattern: '^[1-9][0-9](?:[0-9]{2}(?:[0-9]{2}(?:[0-9]{4})?)?)?$',
  description: 'Kemendagri code without dots',
})
export const VillageCode = Type.String({ pattern: '^[1-9][0-9]{9}$', description: 'Desa/kelurahan, 10 digits' })
export const Phone = Type.String({ pattern: '^\\+?[0-9]{8,15}$', description: 'Digits, optional leading +' })
export const Version = Type.Integer({ minimum: 1, description: 'Send it back as If-Match' })

/** One way to ask what was true on a day: the same for exports, families and persons. */
export const asOfQuery = {
  asOf: Type.Optional(
    Type.String({
      format: 'date',
      description: 'What was true on this day, by what is known now; without it the present',
    }),
  ),
}

/** Objects are strict: an unknown field is refused, never dropped in silence. */
export const object = <P extends Record<string, TSchema>>(properties: P, options: { description?: string } = {}) =>
  Type.Object(properties, { additionalProperties: false, ...options })
