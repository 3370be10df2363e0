import type { StateOf } from '@pandu-gempita/shared/contract/record'
import type { Sex } from '@pandu-gempita/shared/persons'
import { ppksRecord, type PpksType } from '@pandu-gempita/shared/ppks'
import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  date,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytea, createdAt, inList, jurisdictionId, recordId, updatedAt, version } from '../../kernel/columns.ts'
import { persons } from '../persons/tables.ts'

/** The 26 types of Permensos 8/2012 with the 12-PAS roll-up of Kepmensos 103/HUK/2025 (migrations/reference/ppks_types.csv). */
export const ppksTypes = pgTable('ppks_types', {
  code: text('code').primaryKey(),
  number: smallint('number').notNull(),
  name: text('name').notNull(),
  nameEn: text('name_en').notNull(),
  unit: text('unit').$type<PpksType['unit']>().notNull(),
  minAge: smallint('min_age'),
  maxAge: smallint('max_age'),
  sex: text('sex').$type<Sex>(),
  restricted: boolean('restricted').notNull(),
  pasCode: text('pas_code').notNull(),
  pasName: text('pas_name').notNull(),
  source: text('source').notNull(),
})

export const ppksCriteria = pgTable(
  'ppks_criteria',
  {
    typeCode: text('type_code')
      .notNull()
      .references(() => ppksTypes.code, { onDelete: 'cascade' }),
    code: text('code').notNull(),
    label: text('label').notNull(),
    labelEn: text('label_en').notNull(),
    ordinal: smallint('ordinal').notNull(),
    /** Met, it protects a registration of a type that is not protected by itself. */
    restricts: boolean('restricts').notNull().default(false),
  },
  (t) => [primaryKey({ name: 'ppks_criteria_pkey', columns: [t.typeCode, t.code] })],
)

export const ppksRegistrations = pgTable(
  'ppks_registrations',
  {
    jurisdictionId: jurisdictionId(),
    id: recordId(),
    personId: uuid('person_id').notNull(),
    typeCode: text('type_code')
      .notNull()
      .references(() => ppksTypes.code, { onDelete: 'restrict' }),
    restricted: boolean('restricted').notNull(),
    regionCode: text('region_code').notNull(),
    status: text('status').$type<StateOf<typeof ppksRecord>>().notNull().default('reported'),
    note: text('note'),
    statusReason: text('status_reason'),
    endedOn: date('ended_on'),
    createdBy: uuid('created_by').notNull(),
    createdByName: text('created_by_name').notNull(),
    version: version(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ name: 'ppks_registrations_pkey', columns: [t.jurisdictionId, t.id] }),
    foreignKey({
      name: 'ppks_registrations_person_fkey',
      columns: [t.jurisdictionId, t.personId],
      foreignColumns: [persons.jurisdictionId, persons.id],
    }).onDelete('restrict'),
    index('ppks_registrations_person_idx').on(t.jurisdictionId, t.personId),
    index('ppks_registrations_sort_idx').on(t.jurisdictionId, t.createdAt, t.id),
    // One open registration of a type a person; ended ones stay as history. Of protected ones the counter must not learn by a
    // refusal that there is one: they are looked for in the action.
    uniqueIndex('ppks_registrations_open_key')
      .on(t.jurisdictionId, t.personId, t.typeCode)
      .where(sql`status not in ('left', 'died', 'moved') and not restricted`),
    check('ppks_registrations_status_check', inList('status', ppksRecord.states)),
  ],
)

export const ppksAnswers = pgTable(
  'ppks_answers',
  {
    jurisdictionId: jurisdictionId(),
    registrationId: uuid('registration_id').notNull(),
    criterionCode: text('criterion_code').notNull(),
    met: boolean('met').notNull(),
  },
  (t) => [
    primaryKey({ name: 'ppks_answers_pkey', columns: [t.jurisdictionId, t.registrationId, t.criterionCode] }),
    foreignKey({
      name: 'ppks_answers_registration_fkey',
      columns: [t.jurisdictionId, t.registrationId],
      foreignColumns: [ppksRegistrations.jurisdictionId, ppksRegistrations.id],
    }).onDelete('cascade'),
  ],
)

/** Photos live in PostgreSQL, so that one backup holds everything (architecture decision 10). */
export const ppksPhotos = pgTable(
  'ppks_photos',
  {
    jurisdictionId: jurisdictionId(),
    registrationId: uuid('registration_id').notNull(),
    mediaType: text('media_type').notNull(),
    bytes: bytea('bytes').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ name: 'ppks_photos_pkey', columns: [t.jurisdictionId, t.registrationId] }),
    foreignKey({
      name: 'ppks_photos_registration_fkey',
      columns: [t.jurisdictionId, t.registrationId],
      foreignColumns: [ppksRegistrations.jurisdictionId, ppksRegistrations.id],
    }).onDelete('cascade'),
    check('ppks_photos_media_type_check', inList('media_type', ['image/jpeg', 'image/png', 'image/webp'])),
  ],
)
