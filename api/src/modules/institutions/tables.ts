import { institutionKinds } from '@pandu-gempita/shared/institutions'
import { sql } from 'drizzle-orm'
import { check, index, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { createdAt, id, inList, jurisdictionId, updatedAt, version } from '../../kernel/columns.ts'
import { jurisdictions } from '../regions/tables.ts'

export const institutions = pgTable(
  'institutions',
  {
    jurisdictionId: jurisdictionId().references(() => jurisdictions.id, { onDelete: 'restrict' }),
    id: id(),
    name: text('name').notNull(),
    kind: text('kind').notNull(),
    sectors: text('sectors').array().notNull(),
    regionCode: text('region_code').notNull(),
    address: text('address'),
    phone: text('phone'),
    createdBy: uuid('created_by'),
    version: version(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ name: 'institutions_pkey', columns: [t.jurisdictionId, t.id] }),
    unique('institutions_name_key').on(t.jurisdictionId, t.name),
    index('institutions_sort_idx').on(t.jurisdictionId, t.name, t.id),
    check('institutions_kind_check', inList('kind', institutionKinds)),
    check('institutions_sectors_check', sql`cardinality(sectors) > 0`),
  ],
)
