import { sql } from 'drizzle-orm'
import {
  check,
  date,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import {
  createdAt,
  current,
  daterange,
  id,
  inList,
  instant,
  jurisdictionId,
  recordId,
  updatedAt,
  version,
} from '../../kernel/columns.ts'
import { persons, provenance, sources } from '../persons/tables.ts'

/** One Kartu Keluarga. The KK number changes on move, death of the head, divorce and split: an attribute, not the key. */
export const families = pgTable(
  'families',
  {
    jurisdictionId: jurisdictionId(),
    id: recordId(),
    kkNumber: text('kk_number'),
    regionCode: text('region_code').notNull(),
    street: text('street'),
    ...provenance(),
    version: version(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ name: 'families_pkey', columns: [t.jurisdictionId, t.id] }),
    index('families_kk_idx').on(t.jurisdictionId, t.kkNumber),
    check('families_kk_number_check', sql`kk_number ~ '^[0-9]{16}$'`),
    check('families_source_check', inList('source', sources)),
  ],
)

/** Who belongs to which family, when. A person is in one family at a time (periods: docs/adr/0017). */
export const familyMembers = pgTable(
  'family_members',
  {
    jurisdictionId: jurisdictionId(),
    id: id(),
    familyId: uuid('family_id').notNull(),
    personId: uuid('person_id').notNull(),
    relation: text('relation'),
    valid: daterange('valid')
      .notNull()
      .default(sql`daterange(null, null)`),
    ...provenance(),
  },
  (t) => [
    primaryKey({ name: 'family_members_pkey', columns: [t.jurisdictionId, t.id] }),
    foreignKey({
      name: 'family_members_family_fkey',
      columns: [t.jurisdictionId, t.familyId],
      foreignColumns: [families.jurisdictionId, families.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'family_members_person_fkey',
      columns: [t.jurisdictionId, t.personId],
      foreignColumns: [persons.jurisdictionId, persons.id],
    }).onDelete('cascade'),
    index('family_members_family_idx').on(t.jurisdictionId, t.familyId),
    uniqueIndex('family_members_current_key').on(t.jurisdictionId, t.personId, current),
    check(
      'family_members_relation_check',
      inList('relation', [
        'head',
        'spouse',
        'child',
        'child_in_law',
        'grandchild',
        'parent',
        'domestic_helper',
        'other',
      ]),
    ),
    check('family_members_source_check', inList('source', sources)),
  ],
)

/** Official desil of a family in one release: BPS ranks, nobody here does. 0 and null mean unranked. */
export const familyRankings = pgTable(
  'family_rankings',
  {
    jurisdictionId: jurisdictionId(),
    familyId: uuid('family_id').notNull(),
    releaseId: uuid('release_id').notNull(),
    desil: smallint('desil'),
    cutOffOn: date('cut_off_on').notNull(),
    recordedAt: instant('recorded_at')
      .notNull()
      .default(sql`now()`),
  },
  (t) => [
    primaryKey({ name: 'family_rankings_pkey', columns: [t.jurisdictionId, t.familyId, t.releaseId] }),
    foreignKey({
      name: 'family_rankings_family_fkey',
      columns: [t.jurisdictionId, t.familyId],
      foreignColumns: [families.jurisdictionId, families.id],
    }).onDelete('cascade'),
    check('family_rankings_desil_check', sql`desil between 0 and 10`),
  ],
)

/** DTKS household (rumah tangga): who lives together, which is not who shares a KK. */
export const households = pgTable(
  'households',
  {
    jurisdictionId: jurisdictionId(),
    id: id(),
    externalId: text('external_id').notNull(),
    regionCode: text('region_code').notNull(),
    source: text('source').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ name: 'households_pkey', columns: [t.jurisdictionId, t.id] }),
    unique('households_external_id_key').on(t.jurisdictionId, t.externalId),
    check('households_source_check', inList('source', sources)),
  ],
)

export const householdMembers = pgTable(
  'household_members',
  {
    jurisdictionId: jurisdictionId(),
    personId: uuid('person_id').notNull(),
    householdId: uuid('household_id').notNull(),
    releaseId: uuid('release_id'),
    recordedAt: instant('recorded_at')
      .notNull()
      .default(sql`now()`),
  },
  (t) => [
    primaryKey({ name: 'household_members_pkey', columns: [t.jurisdictionId, t.personId, t.householdId] }),
    foreignKey({
      name: 'household_members_household_fkey',
      columns: [t.jurisdictionId, t.householdId],
      foreignColumns: [households.jurisdictionId, households.id],
    }).onDelete('cascade'),
    foreignKey({
      name: 'household_members_person_fkey',
      columns: [t.jurisdictionId, t.personId],
      foreignColumns: [persons.jurisdictionId, persons.id],
    }).onDelete('cascade'),
    index('household_members_household_idx').on(t.jurisdictionId, t.householdId),
  ],
)
