import type { InputOf, ResultOf } from '@pandu-gempita/shared/contract/operation'
import type { DataExport, exports } from '@pandu-gempita/shared/exports'
import { sql } from 'drizzle-orm'
import { holds } from '../../kernel/actor.ts'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { firstRow } from '../../kernel/db.ts'
import { newToken, sha256 } from '../../kernel/digest.ts'
import { officeToday } from '../../kernel/office-day.ts'
import { fieldProblem } from '../../kernel/problem-error.ts'
import type { UnitOfWork } from '../../kernel/unit-of-work.ts'
import { feedAccessOf, feedShardsOf } from '../exchange/public.ts'
import { placeIn } from '../regions/public.ts'
import { getExport } from './queries.ts'

type Operations = (typeof exports)['operations']

export async function createExport(
  uow: UnitOfWork,
  { body }: InputOf<Operations['createExport']>,
): Promise<DataExport> {
  const levels = [1, 2, 3, 4]
  const place = await placeIn(uow.tx, uow.actor, 'export.create', body.regionCode, '/regionCode', levels)
  const form = body.identifiers ?? 'masked'
  if (form === 'full') await placeIn(uow.tx, uow.actor, 'export.full', body.regionCode, '/identifiers', levels)
  if (body.asOf !== undefined && body.asOf > (await officeToday(uow, place.jurisdictionId)))
    throw fieldProblem('impossible-date', '/asOf')
  const follows = holds(uow.actor, 'change.read')
  const made = await firstRow<{ id: string }>(
    uow.tx,
    sql`insert into data_exports (jurisdiction_id, kind, format, identifiers, region_code, as_of, purpose, feed_access, feed_shards, created_by, created_by_name)
        values (${place.jurisdictionId}, ${body.kind}, ${body.format}, ${form}, ${body.regionCode}, ${body.asOf ?? null}::date, ${body.purpose},
          ${follows ? feedAccessOf(uow.actor) : null}, ${sql.param(follows ? await feedShardsOf(uow.tx, uow.actor, body.regionCode) : [])}::int[], ${uow.actor.id}, ${uow.actor.name})
        returning id`,
  )
  if (!made) throw new Error('insert gave no row')
  uow.audit({
    jurisdictionId: place.jurisdictionId,
    subjectType: 'export',
    subjectId: made.id,
    regionCode: body.regionCode,
    changes: [
      { field: 'kind', before: null, after: body.kind },
      { field: 'identifiers', before: null, after: form },
    ],
  })
  uow.emit({
    jurisdictionId: place.jurisdictionId,
    type: 'export.requested',
    subjectType: 'export',
    subjectId: made.id,
    regionCode: body.regionCode,
    details: { kind: body.kind, format: body.format, identifiers: form },
  })
  await uow.enqueue('makeExport', { jurisdictionId: place.jurisdictionId, exportId: made.id }, { queue: 'exports' })
  return getExport(uow, made.id)
}

const LINK_MINUTES = 10

export async function createExportLink(
  uow: UnitOfWork,
  { body }: InputOf<Operations['createExportLink']>,
): Promise<ResultOf<Operations['createExportLink']>> {
  const token = newToken()
  const expiresAt = new Date(uow.now.getTime() + LINK_MINUTES * 60_000).toISOString()
  const row = await firstRow<{ jurisdiction_id: number; region_code: string }>(
    uow.tx,
    sql`update data_exports t set link_hash = ${sha256(token)}, link_expires_at = ${expiresAt}::timestamptz, updated_at = now()
        where t.id = ${body.exportId} and t.created_by = ${uow.actor.id} and t.status = 'ready' and t.expires_at > now() and ${visibleTo(uow.actor, 'export.create', scopeOf('t'))}
        returning jurisdiction_id, region_code`,
  )
  if (!row) throw fieldProblem('unknown-reference', '/exportId')
  uow.audit({
    jurisdictionId: row.jurisdiction_id,
    subjectType: 'export',
    subjectId: body.exportId,
    regionCode: row.region_code,
  })
  return { exportId: body.exportId, token, expiresAt }
}
