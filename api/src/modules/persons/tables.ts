import { deathSources, type Sex } from '@pandu-gempita/shared/persons'
import { sql } from 'drizzle-orm'
import {
  check,
  date,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
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
import { accounts } from '../identity/tables.ts'

/** Who can have said a fact. */
export const sources = ['dtks', 'dtsen', 'bdt', 'regsosek', 'sheet', 'officer', 'demo']
/** Where a fact comes from. `release_id` and `row_number` are null for what an officer wrote. */
export const provenance = () => ({
  source: text('source').notNull(),
  releaseId: uuid('release_id'),
  rowNumber: integer('row_number'),
  recordedAt: instant('recorded_at')
    .notNull()
    .default(sql`now()`),
})

/** A release of targeting data: its name and the day its content was true. */
export const dataReleases = pgTable(
  'data_releases',
  {
    jurisdictionId: jurisdictionId(),
    id: id(),
    source: text('source').notNull(),
    name: text('name').notNull(),
    cutOffOn: date('cut_off_on').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ name: 'data_releases_pkey', columns: [t.jurisdictionId, t.id] }),
    unique('data_releases_name_key').on(t.jurisdictionId, t.source, t.name, t.cutOffOn),
    check('data_releases_source_check', inList('source', sources)),
  ],
)

export const persons = pgTable(
  'persons',
  {
    jurisdictionId: jurisdictionId(),
    id: recordId(),
    identityStatus: text('identity_status').notNull(),
    name: text('name'),
    sex: text('sex').$type<Sex>(),
    birthDate: date('birth_date'),
    birthYearEstimated: integer('birth_year_estimated'),
    birthPlace: text('birth_place'),
    motherName: text('mother_name'),
    phone: text('phone'),
    foundAt: text('found_at'),
    regionCode: text('region_code').notNull(),
    ...provenance(),
    createdBy: uuid('created_by'),
    version: version(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ name: 'persons_pkey', columns: [t.jurisdictionId, t.id] }),
    check('persons_identity_status_check', inList('identity_status', ['complete', 'partial', 'none'])),
    check('persons_sex_check', inList('sex', ['male', 'female'])),
    check('persons_source_check', inList('source', sources)),
    index('persons_birth_village_idx').on(t.jurisdictionId, t.birthDate, t.regionCode),
    index('persons_region_idx').using('btree', t.jurisdictionId, sql`region_code text_pattern_ops`),
    // Without a pending list: every search would read it through, and an import fills it.
    index('persons_name_words_idx')
      .using('gin', sql`name_words(name)`)
      .with({ fastupdate: false }),
  ],
)

/**
 * The words that names of a jurisdiction consist of: some ten thousand, so that a misspelt word finds its
 * neighbours here, and only then people by an index. Kept by a trigger on persons; never shrinks.
 */
export const nameDictionary = pgTable(
  'name_dictionary',
  {
    jurisdictionId: jurisdictionId(),
    word: text('word').notNull(),
  },
  (t) => [
    primaryKey({ name: 'name_dictionary_pkey', columns: [t.jurisdictionId, t.word] }),
    index('name_dictionary_word_idx')
      .using('gin', sql`word gin_trgm_ops`)
      .with({ fastupdate: false }),
  ],
)

/** What a person's row said before a correction or a newer release. */
export const personRevisions = pgTable(
  'person_revisions',
  {
    jurisdictionId: jurisdictionId(),
    personId: uuid('person_id').notNull(),
    version: integer('version').notNull(),
    name: text('name'),
    sex: text('sex').$type<Sex>(),
    birthDate: date('birth_date'),
    birthPlace: text('birth_place'),
    motherName: text('mother_name'),
    ...provenance(),
    replacedAt: instant('replaced_at')
      .notNull()
      .default(sql`now()`),
  },
  (t) => [
    primaryKey({ name: 'person_revisions_pkey', columns: [t.jurisdictionId, t.personId, t.version] }),
    foreignKey({
      name: 'person_revisions_person_fkey',
      columns: [t.jurisdictionId, t.personId],
      foreignColumns: [persons.jurisdictionId, persons.id],
    }).onDelete('cascade'),
  ],
)

/** NIK and other identifiers over time. Not unique across persons: two people with one NIK is data that officers must see. */
export const personIdentifiers = pgTable(
  'person_identifiers',
  {
    jurisdictionId: jurisdictionId(),
    id: id(),
    personId: uuid('person_id').notNull(),
    type: text('type').notNull(),
    value: text('value').notNull(),
    valid: daterange('valid')
      .notNull()
      .default(sql`daterange(null, null)`),
    status: text('status').notNull().default('unchecked'),
    ...provenance(),
  },
  (t) => [
    primaryKey({ name: 'person_identifiers_pkey', columns: [t.jurisdictionId, t.id] }),
    foreignKey({
      name: 'person_identifiers_person_fkey',
      columns: [t.jurisdictionId, t.personId],
      foreignColumns: [persons.jurisdictionId, persons.id],
    }).onDelete('cascade'),
    index('person_identifiers_value_idx').on(t.jurisdictionId, t.value, t.type),
    uniqueIndex('person_identifiers_current_key').on(t.jurisdictionId, t.personId, t.type, t.value, current),
    check(
      'person_identifiers_type_check',
      inList('type', ['nik', 'idsemesta', 'dtsen_person', 'pkh_participant', 'kks_card', 'passport', 'other']),
    ),
    check(
      'person_identifiers_status_check',
      inList('status', [
        'unchecked',
        'match',
        'partial_match',
        'no_match',
        'not_found',
        'inactive',
        'deceased',
        'not_recorded',
      ]),
    ),
    check('person_identifiers_nik_check', sql`type <> 'nik' or value ~ '^[0-9]{16}$'`),
    check('person_identifiers_source_check', inList('source', sources)),
  ],
)

export const personAddresses = pgTable(
  'person_addresses',
  {
    jurisdictionId: jurisdictionId(),
    id: id(),
    personId: uuid('person_id').notNull(),
    kind: text('kind').notNull(),
    regionCode: text('region_code').notNull(),
    street: text('street'),
    hamlet: text('hamlet'),
    rt: text('rt'),
    rw: text('rw'),
    valid: daterange('valid')
      .notNull()
      .default(sql`daterange(null, null)`),
    ...provenance(),
  },
  (t) => [
    primaryKey({ name: 'person_addresses_pkey', columns: [t.jurisdictionId, t.id] }),
    foreignKey({
      name: 'person_addresses_person_fkey',
      columns: [t.jurisdictionId, t.personId],
      foreignColumns: [persons.jurisdictionId, persons.id],
    }).onDelete('cascade'),
    uniqueIndex('person_addresses_current_key').on(t.jurisdictionId, t.personId, t.kind, current),
    check('person_addresses_kind_check', inList('kind', ['card', 'domicile'])),
    check('person_addresses_source_check', inList('source', sources)),
  ],
)

export const programmeMemberships = pgTable(
  'programme_memberships',
  {
    jurisdictionId: jurisdictionId(),
    id: id(),
    personId: uuid('person_id').notNull(),
    programmeCode: text('programme_code').notNull(),
    valid: daterange('valid')
      .notNull()
      .default(sql`daterange(null, null)`),
    ...provenance(),
  },
  (t) => [
    primaryKey({ name: 'programme_memberships_pkey', columns: [t.jurisdictionId, t.id] }),
    foreignKey({
      name: 'programme_memberships_person_fkey',
      columns: [t.jurisdictionId, t.personId],
      foreignColumns: [persons.jurisdictionId, persons.id],
    }).onDelete('cascade'),
    uniqueIndex('programme_memberships_current_key').on(t.jurisdictionId, t.personId, t.programmeCode, current),
    check('programme_memberships_source_check', inList('source', sources)),
  ],
)

/** That somebody has died: one fact a person, whoever says it. What was recorded wrongly is withdrawn, and stays. */
export const personDeaths = pgTable(
  'person_deaths',
  {
    jurisdictionId: jurisdictionId(),
    id: id(),
    personId: uuid('person_id').notNull(),
    diedOn: date('died_on'),
    /** By this day the person was dead. */
    knownOn: date('known_on').notNull(),
    place: text('place'),
    certificateNumber: text('certificate_number'),
    reportedBy: text('reported_by'),
    saidBy: text('said_by').$type<(typeof deathSources)[number]>().notNull(),
    ...provenance(),
    recordedBy: uuid('recorded_by'),
    recordedByName: text('recorded_by_name'),
    /** The release that lists the person as alive all the same. */
    contestedBy: text('contested_by'),
    withdrawnAt: instant('withdrawn_at'),
    withdrawnBy: uuid('withdrawn_by'),
    withdrawnReason: text('withdrawn_reason'),
  },
  (t) => [
    primaryKey({ name: 'person_deaths_pkey', columns: [t.jurisdictionId, t.id] }),
    foreignKey({
      name: 'person_deaths_person_fkey',
      columns: [t.jurisdictionId, t.personId],
      foreignColumns: [persons.jurisdictionId, persons.id],
    }).onDelete('cascade'),
    uniqueIndex('person_deaths_one_key')
      .on(t.jurisdictionId, t.personId)
      .where(sql`withdrawn_at is null`),
    check('person_deaths_said_by_check', inList('said_by', deathSources)),
    check('person_deaths_source_check', inList('source', sources)),
    check('person_deaths_days_check', sql`died_on is null or died_on <= known_on`),
  ],
)

/** Searches by a full number that found nobody, in the present hour of an account: a number is looked up, not guessed. */
export const searchMisses = pgTable(
  'search_misses',
  {
    jurisdictionId: jurisdictionId(),
    accountId: uuid('account_id').notNull(),
    since: instant('since').notNull(),
    misses: integer('misses').notNull(),
  },
  (t) => [
    primaryKey({ name: 'search_misses_pkey', columns: [t.jurisdictionId, t.accountId] }),
    foreignKey({
      name: 'search_misses_account_fkey',
      columns: [t.jurisdictionId, t.accountId],
      foreignColumns: [accounts.jurisdictionId, accounts.id],
    }).onDelete('cascade'),
  ],
)
