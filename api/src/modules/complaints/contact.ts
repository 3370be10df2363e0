/** Whom the citizen turns to about her case. */
import type { OfficeContact } from '@pandu-gempita/shared/regions'
import { sql } from 'drizzle-orm'
import { firstRow, type Queryable } from '../../kernel/db.ts'
import { atHome } from '../../kernel/home.ts'
import { isKept } from '../matters/public.ts'
import { officeOf } from '../regions/public.ts'

const KABUPATEN_LENGTH = 4
/**
 * The office of her village; of a case that is kept from somebody that of the kabupaten: the receipt and the public page must
 * not send a woman who accuses her village, or is not safe there, to its counter.
 */
export async function contactOf(
  db: Queryable,
  {
    jurisdictionId,
    id,
    regionCode,
  }: { readonly jurisdictionId: number; readonly id: string; readonly regionCode: string },
): Promise<OfficeContact | null> {
  const found = await firstRow<{ kept: boolean }>(
    db,
    sql`select ${isKept({ home: atHome(jurisdictionId), matter: sql`${id}::uuid` })} as kept`,
  )
  return officeOf(db, jurisdictionId, found?.kept === true ? regionCode.slice(0, KABUPATEN_LENGTH) : regionCode)
}
