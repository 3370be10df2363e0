import { sql } from 'drizzle-orm'
import { check, date, index, integer, pgTable, primaryKey, smallint, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { createdAt, inList, jurisdictionId, updatedAt, version } from '../../kernel/columns.ts'

/** Kemendagri regions, codes without dots. Codes change (26 regencies did between 2022 and 2025), hence validity and successors. */
export const regions = pgTable(
  'regions',
  {
    code: text('code').primaryKey(),
    level: smallint('level').notNull(),
    kind: text('kind').notNull(),
    name: text('name').notNull(),
    parentCode: text('parent_code'),
    path: text('path').notNull(),
    validFrom: date('valid_from').notNull(),
    validTo: date('valid_to'),
    source: text('source').notNull(),
  },
  (t) => [
    check('regions_code_check', sql`code ~ '^[1-9][0-9]([0-9]{2}([0-9]{2}([0-9]{4})?)?)?$'`),
    check('regions_level_check', sql`level between 1 and 4`),
    check(
      'regions_kind_check',
      inList('kind', ['provinsi', 'kabupaten', 'kota', 'kecamatan', 'kelurahan', 'desa', 'desa_adat']),
    ),
    index('regions_parent_idx').on(t.parentCode, t.name),
    index('regions_code_prefix_idx').using('btree', sql`code text_pattern_ops`),
    index('regions_name_trgm_idx').using('gin', sql`lower(name) gin_trgm_ops`),
  ],
)

/** What an old code became; several rows when a region was split. */
export const regionSuccessors = pgTable(
  'region_successors',
  {
    oldCode: text('old_code').notNull(),
    newCode: text('new_code').notNull(),
    from: date('valid_from').notNull(),
    source: text('source').notNull(),
  },
  (t) => [uniqueIndex('region_successors_key').on(t.oldCode, t.newCode)],
)

/** Shards. The id is stable; the Kemendagri code is an attribute, because codes change. */
export const jurisdictions = pgTable(
  'jurisdictions',
  {
    id: integer('id').primaryKey(),
    kind: text('kind').notNull(),
    regionCode: text('region_code'),
    name: text('name').notNull(),
    timeZone: text('time_zone').notNull(),
    /** Raised by the operator after files of the database were put back: positions in the feed are void then. */
    feedEpoch: integer('feed_epoch').notNull().default(1),
    createdAt: createdAt(),
  },
  (t) => [
    check('jurisdictions_id_check', sql`id between 1 and 4095`),
    check('jurisdictions_kind_check', inList('kind', ['nation', 'province', 'regency'])),
    check('jurisdictions_time_zone_check', inList('time_zone', ['Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura'])),
    uniqueIndex('jurisdictions_region_code_key').on(t.regionCode),
  ],
)

/** How citizens reach the office of a region: what stands on receipts and on the public page. */
export const officeContacts = pgTable(
  'office_contacts',
  {
    jurisdictionId: jurisdictionId().references(() => jurisdictions.id, { onDelete: 'restrict' }),
    regionCode: text('region_code').notNull(),
    name: text('name').notNull(),
    phone: text('phone'),
    hours: text('hours'),
    address: text('address'),
    version: version(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ name: 'office_contacts_pkey', columns: [t.jurisdictionId, t.regionCode] }),
    check('office_contacts_region_check', sql`region_code ~ '^[1-9][0-9]([0-9]{2}([0-9]{2}([0-9]{4})?)?)?$'`),
  ],
)
