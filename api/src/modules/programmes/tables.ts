import { check, pgTable, text } from 'drizzle-orm/pg-core'
import { inList } from '../../kernel/columns.ts'

/** Reference data (migrations/reference/programmes.csv). */
export const programmes = pgTable(
  'programmes',
  {
    code: text('code').primaryKey(),
    name: text('name').notNull(),
    nameEn: text('name_en').notNull(),
    ownerLevel: text('owner_level').notNull(),
    ownerName: text('owner_name').notNull(),
    unit: text('unit').notNull(),
    sector: text('sector'),
    source: text('source').notNull(),
  },
  () => [
    check(
      'programmes_owner_level_check',
      inList('owner_level', ['central', 'province', 'regency', 'village', 'non_government']),
    ),
    check('programmes_unit_check', inList('unit', ['person', 'family', 'group'])),
  ],
)
