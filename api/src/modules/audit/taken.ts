/** A log that is taken along as a file: read page by page, and told in the audit log before its first byte leaves. */
import { mostLogRows } from '@pandu-gempita/shared/audit'
import type { AuditField, AuditSubject, LogFilter } from '@pandu-gempita/shared/audit-words'
import { sql, type SQL } from 'drizzle-orm'
import { firstRow, type Queryable } from '../../kernel/db.ts'
import type { UploadContext } from '../../kernel/handlers.ts'
import type { PageRequest } from '../../kernel/page.ts'

interface Page<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | null
}
const PAGE = 1_000

export const filesOf = {
  firstPage: { limit: PAGE },
  /** All pages, until as many rows as a file may have are out. */
  async *pages<T>(
    first: Page<T>,
    most: number,
    read: (request: PageRequest) => Promise<Page<T>>,
  ): AsyncGenerator<readonly T[]> {
    let told = 0
    for (let page = first; ;) {
      yield page.items
      told += page.items.length
      if (page.nextCursor === null || told >= most) return
      page = await read({ limit: PAGE, cursor: page.nextCursor })
    }
  },
}

/** How many rows the file will have. */
export async function countRows(db: Queryable, from: SQL): Promise<number> {
  const found = await firstRow<{ count: number }>(
    db,
    sql`select count(*)::int as count from (select from ${from} limit ${mostLogRows}) n`,
  )
  return found?.count ?? 0
}

interface Filters {
  readonly accountId?: string
  readonly actorId?: string
  readonly actorName?: string
  readonly personId?: string
  readonly nik?: string
  readonly ticket?: string
  readonly operation?: string
  readonly subjectType?: string
  readonly subjectId?: string
  readonly from?: string
  readonly until?: string
}
const asked = (filters: Filters): LogFilter[] => [
  ...(filters.actorName ? (['name'] as const) : []),
  ...((filters.accountId ?? filters.actorId) ? (['account'] as const) : []),
  ...(filters.personId ? (['person'] as const) : []),
  ...(filters.nik ? (['nik'] as const) : []),
  ...(filters.ticket ? (['ticket'] as const) : []),
  ...(filters.operation ? (['operation'] as const) : []),
  ...((filters.subjectType ?? filters.subjectId) ? (['subject'] as const) : []),
]

/** What was asked for is told by its kind; a name or number that was typed is not kept. */
export async function tellTaken(
  context: UploadContext,
  subjectType: AuditSubject & ('access_log' | 'audit_log'),
  filters: Filters,
  found: { readonly count: number; readonly subjectPersonId: string | null },
): Promise<void> {
  const filled = (field: AuditField, after: string | null | undefined) =>
    after ? [{ field, before: null, after }] : []
  await context.atomically((uow) => {
    uow.audit({
      jurisdictionId: context.actor.jurisdictionId,
      subjectType,
      subjectId: null,
      changes: [
        ...filled('filters', asked(filters).join(' ')),
        ...filled('taken_of', filters.accountId ?? filters.actorId),
        ...filled('subject_person_id', found.subjectPersonId),
        ...filled('period_from', filters.from),
        ...filled('period_until', filters.until),
        ...filled('row_count', String(found.count)),
      ],
    })
    return Promise.resolve()
  })
}
