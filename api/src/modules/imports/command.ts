/**
 * An import by the operator of a server, without the screens: the file is stored as the upload stores it, and every
 * stage runs in the calling process. What a killed or stopped run has left is found again by the file's digest.
 */
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import path from 'node:path'
import type { ImportBatch, ImportProgress } from '@pandu-gempita/shared/imports'
import type { importCoverages } from '@pandu-gempita/shared/import-record'
import type { ImportHold, importSources, RejectCode } from '@pandu-gempita/shared/import-record'
import { uploadTypeOf } from '@pandu-gempita/shared/imports'
import { inGroup } from '@pandu-gempita/shared/contract/record'
import { importRecord } from '@pandu-gempita/shared/import-record'
import type { PermissionCode } from '@pandu-gempita/shared/permissions'
import { sql } from 'drizzle-orm'
import { systemActor, type Actor } from '../../kernel/actor.ts'
import { firstRow, rows } from '../../kernel/db.ts'
import { inUnitOfWork, type ReadContext, type UnitOfWork } from '../../kernel/unit-of-work.ts'
import { reviewImport, uploadImport } from './actions.ts'
import { getImport, readProgress } from './queries.ts'
import { TaskInterrupted, type TaskContext } from './background.ts'
import { applyImport, prepareImport } from './tasks.ts'

export interface ImportCommand {
  readonly file: string
  readonly kabupaten: string
  readonly releaseName: string
  readonly cutOffOn: string
  readonly source: (typeof importSources)[number]
  readonly coverage: (typeof importCoverages)[number]
  readonly villageCode?: string
  readonly polite: boolean
  /** Applied at once, as this person's decision. */
  readonly apply: boolean
  readonly operator: string
  readonly acceptedHolds: readonly ImportHold[]
}

/** What the command tells while it works. */
export interface ImportTold {
  stored(bytes: number, total: number): void
  /** Work that an earlier run has left is gone on with. */
  resumed(batch: ImportBatch): void
  progress(progress: ImportProgress): void
}

export type ImportEnd = 'applied' | 'waits_for_review' | 'waits_for_columns' | 'held' | 'refused' | 'stopped'
export interface ImportOutcome {
  readonly end: ImportEnd
  readonly batch: ImportBatch | undefined
  readonly rejects: readonly { readonly code: RejectCode; readonly rows: number }[]
}

/** What the operator can mend; shown without a stack trace. */
export class ImportCommandError extends Error {
  override readonly name = 'ImportCommandError'
}

/** Stopped while the file was being stored: pieces without a batch are swept away. */
class StoringStopped extends Error {}

const PERMISSIONS: readonly PermissionCode[] = ['import.read', 'import.upload', 'import.apply']
const actorOf = (jurisdictionId: number, regionCode: string, name: string): Actor => ({
  ...systemActor(jurisdictionId),
  name,
  grants: PERMISSIONS.map((permission) => ({
    permission,
    scope: 'area',
    ownOnly: false,
    regionCode,
    institutionId: null,
    jurisdictionIds: [jurisdictionId],
  })),
})

async function* bytesOf(file: string, signal: AbortSignal, told?: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  let done = 0
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 20 })) {
    if (signal.aborted) throw new StoringStopped('stopping')
    const bytes = piece as Buffer
    yield bytes
    done += bytes.length
    told?.(done)
  }
}

async function digestOf(file: string, signal: AbortSignal): Promise<{ sha256: string; bytes: number }> {
  const digest = createHash('sha256')
  let bytes = 0
  for await (const piece of bytesOf(file, signal)) {
    digest.update(piece)
    bytes += piece.length
  }
  return { sha256: digest.digest('hex'), bytes }
}

const TOLD_EVERY_MS = 500
const UNFINISHED = importRecord.states.filter((state) => !inGroup(importRecord, 'ended', state))

/** Runs one command; `task.signal` stops it at the next safe point. */
export async function runImport(task: TaskContext, command: ImportCommand, told: ImportTold): Promise<ImportOutcome> {
  const { database, secrets, signal } = task
  const jurisdiction = await firstRow<{ id: number }>(
    database.db,
    sql`select id from jurisdictions where region_code = ${command.kabupaten}`,
  )
  if (!jurisdiction)
    throw new ImportCommandError(
      `${command.kabupaten} is not enrolled here. npm run account:create makes its first account and enrols it.`,
    )
  const jurisdictionId = jurisdiction.id
  const actor = actorOf(jurisdictionId, command.kabupaten, command.operator)
  const who = { actor, requestId: `command-${randomUUID()}` }
  const working = <T>(operation: string, work: (uow: UnitOfWork) => Promise<T>): Promise<T> =>
    inUnitOfWork(database, secrets, { ...who, operation }, work)
  const context: ReadContext = {
    ...who,
    db: database.db,
    now: new Date(),
    operation: 'getImport',
    secrets,
    // Nothing of a person is read here: states and counts only.
    recordAccess: () => undefined,
  }

  const unfinished = async (sha256: string): Promise<ImportBatch | undefined> => {
    const left = await firstRow<{ id: string }>(
      database.db,
      sql`select id from import_batches where jurisdiction_id = ${jurisdictionId} and file_sha256 = ${sha256} and source = ${command.source}
            and release_name = ${command.releaseName} and cut_off_on = ${command.cutOffOn} and status = any(${sql.param(UNFINISHED)}::text[])
          order by id desc limit 1`,
    )
    return left && getImport(context, left.id)
  }
  const store = (total: number): Promise<ImportBatch> =>
    uploadImport(
      { ...context, database, atomically: (work) => working('uploadImport', work) },
      {
        params: undefined,
        body: undefined,
        ifMatch: undefined,
        query: {
          releaseName: command.releaseName,
          cutOffOn: command.cutOffOn,
          source: command.source,
          coverage: command.coverage,
          polite: command.polite,
          ...(command.villageCode !== undefined && { villageCode: command.villageCode }),
        },
        upload: {
          type: uploadTypeOf(command.file),
          name: path.basename(command.file),
          bytes: bytesOf(command.file, signal, (bytes) => told.stored(bytes, total)),
        },
      },
    )

  /** Tells how far the batch is for as long as the work on it lasts. */
  const following = async (importId: string, work: Promise<void>): Promise<void> => {
    let over = false
    const done = work.finally(() => {
      over = true
    })
    const follow = async (): Promise<void> => {
      while (!over) {
        told.progress(await readProgress(context, importId))
        await Promise.race([done, new Promise((resolve) => setTimeout(resolve, TOLD_EVERY_MS))])
      }
    }
    await Promise.all([done, follow()])
    told.progress(await readProgress(context, importId))
  }
  const end = async (kind: ImportEnd, importId?: string): Promise<ImportOutcome> => ({
    end: kind,
    batch: importId === undefined ? undefined : await getImport(context, importId),
    rejects:
      importId === undefined
        ? []
        : await rows<{ code: RejectCode; rows: number }>(
            database.db,
            sql`select code, count(*)::int as rows from import_rejects where jurisdiction_id = ${jurisdictionId} and batch_id = ${importId} group by code order by count(*) desc, code`,
          ),
  })

  let importId: string | undefined
  try {
    const { sha256, bytes } = await digestOf(command.file, signal)
    let batch = await unfinished(sha256)
    if (batch) told.resumed(batch)
    else batch = await store(bytes)
    const { id } = batch
    importId = id
    const payload = { jurisdictionId, importId: id }
    const reread = (): Promise<ImportBatch> => getImport(context, id)

    if (inGroup(importRecord, 'preparing', batch.status)) await following(id, prepareImport(task, payload))
    batch = await reread()
    if (batch.needsMapping) return await end('waits_for_columns', id)
    if (inGroup(importRecord, 'matched', batch.status) && command.apply) {
      if (batch.holds.some((hold) => !command.acceptedHolds.includes(hold))) return await end('held', id)
      const { version } = batch
      batch = await working('reviewImport', (uow) =>
        reviewImport(uow, {
          params: { importId: id },
          body: { acceptedHolds: [...command.acceptedHolds] },
          query: undefined,
          ifMatch: version,
          upload: undefined,
        }),
      )
    }
    if (inGroup(importRecord, 'reviewed', batch.status)) await following(id, applyImport(task, payload))
    const { status } = await reread()
    if (inGroup(importRecord, 'applied', status)) return await end('applied', id)
    return await end(inGroup(importRecord, 'matched', status) ? 'waits_for_review' : 'refused', id)
  } catch (error) {
    if (error instanceof TaskInterrupted || error instanceof StoringStopped) return end('stopped', importId)
    throw error
  }
}
