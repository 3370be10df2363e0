/** How citizens reach the office of a region. */
import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import type { OfficeContact, regions } from '@pandu-gempita/shared/regions'
import { sql } from 'drizzle-orm'
import { within } from '../../kernel/authorize.ts'
import { firstRow, rows, type Queryable } from '../../kernel/db.ts'
import { atHome } from '../../kernel/home.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { placeIn, regionPath } from './public.ts'

type Operations = (typeof regions)['operations']

const COLUMNS = sql`o.region_code as "regionCode", ${regionPath('o.region_code')} as "regionPath", o.name, o.phone, o.hours, o.address`
/** More than any kabupaten has desa. */
const MOST = 1000

export const listOfficeContacts = async (
  db: Queryable,
  { query: { regionCode } }: InputOf<Operations['listOfficeContacts']>,
): Promise<{ items: OfficeContact[] }> => ({
  items: await rows<OfficeContact>(
    db,
    sql`select ${COLUMNS} from office_contacts o
        where ${within(sql`o.region_code`, regionCode)} or ${regionCode} like o.region_code || '%' order by o.region_code limit ${MOST}`,
  ),
})

export async function setOfficeContact(
  uow: UnitOfWork,
  { body }: InputOf<Operations['setOfficeContact']>,
): Promise<OfficeContact> {
  const {
    jurisdictionId,
    regionCode,
    regionPath: path,
  } = await placeIn(uow.tx, uow.actor, 'office.manage', body.regionCode, '/regionCode', [2, 3, 4])
  const office = {
    name: body.name.trim(),
    phone: body.phone ?? null,
    hours: body.hours?.trim() ?? null,
    address: body.address?.trim() ?? null,
  }
  const before = await firstRow<typeof office>(
    uow.tx,
    sql`select o.name, o.phone, o.hours, o.address from office_contacts o where o.jurisdiction_id = ${atHome(jurisdictionId)} and o.region_code = ${regionCode} for update`,
  )
  await uow.tx.execute(
    sql`insert into office_contacts (jurisdiction_id, region_code, name, phone, hours, address)
        values (${jurisdictionId}, ${regionCode}, ${office.name}, ${office.phone}, ${office.hours}, ${office.address})
        on conflict (jurisdiction_id, region_code) do update set name = excluded.name, phone = excluded.phone, hours = excluded.hours,
          address = excluded.address, version = office_contacts.version + 1, updated_at = now()`,
  )
  const changes = (['name', 'phone', 'hours', 'address'] as const)
    .map((field) => ({ field, before: before?.[field] ?? null, after: office[field] }))
    .filter((change) => change.before !== change.after)
  uow.audit({ jurisdictionId, subjectType: 'office', subjectId: null, regionCode, changes })
  return { regionCode, regionPath: path, ...office }
}
