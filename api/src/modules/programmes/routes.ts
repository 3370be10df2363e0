import type { Programme, programmes } from '@pandu-gempita/shared/programmes'
import { sql } from 'drizzle-orm'
import { rows } from '../../kernel/db.ts'
import type { Handlers } from '../../kernel/handlers.ts'

export const handlers: Handlers<typeof programmes> = {
  listProgrammes: async (context) => ({
    items: await rows<Programme>(
      context.db,
      sql`select code, name, name_en as "nameEn", owner_level as "ownerLevel", owner_name as "ownerName", unit, sector from programmes order by name`,
    ),
  }),
}
