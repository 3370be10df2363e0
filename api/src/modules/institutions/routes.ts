import type { institutions } from '@pandu-gempita/shared/institutions'
import { sql } from 'drizzle-orm'
import { rows } from '../../kernel/db.ts'
import type { Handlers } from '../../kernel/handlers.ts'
import { placeIn } from '../regions/public.ts'
import { getInstitution, listInstitutions } from './queries.ts'

export const handlers: Handlers<typeof institutions> = {
  listInstitutions,
  getInstitution: (context, { params }) => getInstitution(context, params.institutionId),
  createInstitution: async (uow, { body }) => {
    const place = await placeIn(uow.tx, uow.actor, 'institution.manage', body.regionCode, '/regionCode', [1, 2, 3, 4])
    const [made] = await rows<{ id: string }>(
      uow.tx,
      sql`insert into institutions (jurisdiction_id, name, kind, sectors, region_code, address, phone, created_by)
          values (${place.jurisdictionId}, ${body.name}, ${body.kind}, ${sql.param(body.sectors)}::text[], ${body.regionCode}, ${body.address ?? null}, ${body.phone ?? null}, ${uow.actor.id})
          returning id`,
    )
    if (!made) throw new Error('insert gave no row')
    const subject = {
      jurisdictionId: place.jurisdictionId,
      subjectType: 'institution' as const,
      subjectId: made.id,
      regionCode: body.regionCode,
    }
    uow.audit({ ...subject, changes: [{ field: 'name', before: null, after: body.name }] })
    uow.emit({ ...subject, type: 'institution.created' })
    return getInstitution(uow, made.id)
  },
}
