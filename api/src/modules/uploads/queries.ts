import type { InputOf } from '@pandu-gempita/shared/contract/operation'
import { uploadKeptDays, type Upload, type uploads } from '@pandu-gempita/shared/uploads'
import { sql, type SQL } from 'drizzle-orm'
import type { Actor } from '../../kernel/actor.ts'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { firstRow } from '../../kernel/db.ts'
import { newestFirst, readPage } from '../../kernel/page.ts'
import { problem } from '../../kernel/problem-error.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'

type Operations = (typeof uploads)['operations']

const COLUMNS = sql`t.id, t.file_name as "fileName", t.media_type as "mediaType", t.file_bytes::float8 as "fileBytes", t.file_sha256 as "fileSha256", t.stored_bytes::float8 as "offset",
  case when t.finished_at is not null then t.id end as "importId", t.release_name as "releaseName", t.cut_off_on::text as "cutOffOn", t.coverage, t.source, t.village_code as "villageCode", t.correction_of as "correctionOf",
  iso(t.updated_at + ${`${uploadKeptDays} days`}::interval) as "expiresAt", t.version`

/** Only who began it, and only as long as uploading is permitted there. */
export const mine = (actor: Actor): SQL =>
  sql`t.created_by = ${actor.id} and ${visibleTo(actor, 'import.upload', scopeOf('t'))}`

export const listUploads = (context: ReadContext, { query }: InputOf<Operations['listUploads']>) =>
  readPage<Upload>(
    context.db,
    query,
    [context.actor.id],
    newestFirst('t'),
    ({ after, orderBy, limit, cursorColumns }) =>
      sql`select ${COLUMNS}, ${cursorColumns} from import_uploads t where ${mine(context.actor)} and t.finished_at is null and ${after} order by ${orderBy} ${limit}`,
  )

export async function getUpload(context: ReadContext, id: string): Promise<Upload> {
  const found = await firstRow<Upload>(
    context.db,
    sql`select ${COLUMNS} from import_uploads t where t.id = ${id} and ${mine(context.actor)}`,
  )
  if (!found) throw problem('not-found')
  return found
}
