import type { Download, InputOf } from '@pandu-gempita/shared/contract/operation'
import type { IdentifierForm } from '@pandu-gempita/shared/exchange'
import type { DataExport, ExportFormat, ExportKind, exports } from '@pandu-gempita/shared/exports'
import { sql, type SQL } from 'drizzle-orm'
import type { Actor } from '../../kernel/actor.ts'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { firstRow, type Queryable } from '../../kernel/db.ts'
import { sha256 } from '../../kernel/digest.ts'
import { newestFirst, readPage } from '../../kernel/page.ts'
import { problem } from '../../kernel/problem-error.ts'
import { writeAccessLog, type AccessRecord, type ReadContext } from '../../kernel/unit-of-work.ts'
import { regionPath } from '../regions/public.ts'
import { mediaTypes } from './formats.ts'

type Operations = (typeof exports)['operations']

const EXPORT = (
  actor: Actor,
): SQL => sql`t.id, t.kind, t.format, t.identifiers, t.region_code as "regionCode", ${regionPath('t.region_code')} as "regionPath",
  t.as_of::text as "asOf", t.purpose, case when t.status = 'ready' and t.expires_at <= now() then 'expired' else t.status end as status, t.failure, t.rows, t.bytes::float8 as bytes,
  case when t.created_by = ${actor.id} then t.feed_cursor end as "feedCursor", t.created_by = ${actor.id} as mine, t.created_by_name as "createdByName",
  iso(t.created_at) as "createdAt", iso(t.expires_at) as "expiresAt"`

export const listExports = (context: ReadContext, { query }: InputOf<Operations['listExports']>) =>
  readPage<DataExport>(
    context.db,
    query,
    [context.actor.id],
    newestFirst('t'),
    ({ after, orderBy, limit, cursorColumns }) => sql`
      select ${EXPORT(context.actor)}, ${cursorColumns} from data_exports t
      where ${visibleTo(context.actor, 'export.create', scopeOf('t'))} and ${after} order by ${orderBy} ${limit}`,
  )

export async function getExport(context: ReadContext, id: string): Promise<DataExport> {
  const found = await firstRow<DataExport>(
    context.db,
    sql`select ${EXPORT(context.actor)} from data_exports t where t.id = ${id} and ${visibleTo(context.actor, 'export.create', scopeOf('t'))}`,
  )
  if (!found) throw problem('not-found')
  return found
}

interface FileRow {
  jurisdiction_id: number
  kind: ExportKind
  format: ExportFormat
  identifiers: IdentifierForm
  region_code: string
  rows: number
  purpose: string
  day: string
}

async function* piecesOf(db: Queryable, jurisdictionId: number, exportId: string): AsyncGenerator<Uint8Array> {
  for (let number = 0; ; number++) {
    const piece = await firstRow<{ bytes: Uint8Array }>(
      db,
      sql`select bytes from export_pieces where jurisdiction_id = ${jurisdictionId} and export_id = ${exportId} and number = ${number}`,
    )
    if (!piece) return
    yield piece.bytes
  }
}

/** Everybody in the file sees who took it. Written piece by piece, before the first byte leaves: a million do not fit one statement. */
async function recordPeople(
  context: ReadContext,
  look: Omit<AccessRecord, 'subjectIds'>,
  exportId: string,
): Promise<void> {
  for (let number = 0; ; number++) {
    const piece = await firstRow<{ people: string[] }>(
      context.db,
      sql`select people from export_pieces where jurisdiction_id = ${look.jurisdictionId} and export_id = ${exportId} and number = ${number}`,
    )
    if (!piece) return
    await writeAccessLog(context.db, context, [{ ...look, subjectIds: piece.people }])
  }
}

export async function downloadExport(
  context: ReadContext,
  { params, query }: InputOf<Operations['downloadExport']>,
): Promise<Download> {
  const { actor } = context
  const found = await firstRow<FileRow>(
    context.db,
    sql`select t.*, office_day(t.jurisdiction_id, t.created_at)::text as day from data_exports t
        where t.id = ${params.exportId} and t.created_by = ${actor.id} and t.status = 'ready' and t.expires_at > now() and t.link_hash = ${sha256(query.token)} and t.link_expires_at > now()
          and ${visibleTo(actor, 'export.create', scopeOf('t'))} and (t.identifiers = 'masked' or ${visibleTo(actor, 'export.full', scopeOf('t'))})`,
  )
  if (!found) throw problem('not-found')
  const look = { jurisdictionId: found.jurisdiction_id, reason: found.purpose }
  const fields = ['export', found.kind, found.identifiers] as const
  context.recordAccess({ ...look, subjectIds: [params.exportId], fields: [...fields, `${found.rows} rows`] })
  await recordPeople(context, { ...look, fields }, params.exportId)
  return {
    fileName: `${found.kind === 'persons' ? 'warga' : 'keluarga'}-${found.region_code}-${found.day}.${found.format}`,
    type: mediaTypes[found.format],
    bytes: piecesOf(context.db, found.jurisdiction_id, params.exportId),
  }
}
