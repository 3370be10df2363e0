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

/** One command at work, in the name of its operator. */
class CommandRun {
  readonly #task: TaskContext
  readonly #command: ImportCommand
  readonly #told: ImportTold
  readonly #jurisdictionId: number
  readonly #context: ReadContext

  constructor(task: TaskContext, command: ImportCommand, told: ImportTold, jurisdictionId: number) {
    this.#task = task
    this.#command = command
    this.#told = told
    this.#jurisdictionId = jurisdictionId
    this.#context = {
      actor: actorOf(jurisdictionId, command.kabupaten, command.operator),
      requestId: `command-${randomUUID()}`,
      db: task.database.db,
      now: new Date(),
      operation: 'getImport',
      secrets: task.secrets,
      // Nothing of a person is read here: states and counts only.
      recordAccess: () => undefined,
    }
  }

  /** The batch that an earlier run has left, else a new one of the file. */
  async begin(): Promise<ImportBatch> {
    const { sha256, bytes } = await digestOf(this.#command.file, this.#task.signal)
    const left = await this.#unfinished(sha256)
    if (left) this.#told.resumed(left)
    return left ?? this.#store(bytes)
  }

  /** Every stage that may be gone through without another word. @returns where that ends */
  async goThrough(batch: ImportBatch): Promise<ImportEnd> {
    const { id } = batch
    const payload = { jurisdictionId: this.#jurisdictionId, importId: id }
    if (inGroup(importRecord, 'preparing', batch.status)) await this.#following(id, prepareImport(this.#task, payload))
    let now = await getImport(this.#context, id)
    if (now.needsMapping) return 'waits_for_columns'
    if (inGroup(importRecord, 'matched', now.status) && this.#command.apply) {
      if (now.holds.some((hold) => !this.#command.acceptedHolds.includes(hold))) return 'held'
      now = await this.#review(now)
    }
    if (inGroup(importRecord, 'reviewed', now.status)) await this.#following(id, applyImport(this.#task, payload))
    const { status } = await getImport(this.#context, id)
    if (inGroup(importRecord, 'applied', status)) return 'applied'
    return inGroup(importRecord, 'matched', status) ? 'waits_for_review' : 'refused'
  }

  async outcome(end: ImportEnd, importId?: string): Promise<ImportOutcome> {
    if (importId === undefined) return { end, batch: undefined, rejects: [] }
    return {
      end,
      batch: await getImport(this.#context, importId),
      rejects: await rows<{ code: RejectCode; rows: number }>(
        this.#context.db,
        sql`select code, count(*)::int as rows from import_rejects where jurisdiction_id = ${this.#jurisdictionId} and batch_id = ${importId} group by code order by count(*) desc, code`,
      ),
    }
  }

  async #unfinished(sha256: string): Promise<ImportBatch | undefined> {
    const { source, releaseName, cutOffOn } = this.#command
    const left = await firstRow<{ id: string }>(
      this.#context.db,
      sql`select id from import_batches where jurisdiction_id = ${this.#jurisdictionId} and file_sha256 = ${sha256} and source = ${source}
            and release_name = ${releaseName} and cut_off_on = ${cutOffOn} and status = any(${sql.param(UNFINISHED)}::text[])
          order by id desc limit 1`,
    )
    return left && getImport(this.#context, left.id)
  }

  #working<T>(operation: string, work: (uow: UnitOfWork) => Promise<T>): Promise<T> {
    const { actor, requestId } = this.#context
    return inUnitOfWork(this.#task.database, this.#task.secrets, { actor, requestId, operation }, work)
  }

  #store(total: number): Promise<ImportBatch> {
    const { file, releaseName, cutOffOn, source, coverage, polite, villageCode } = this.#command
    return uploadImport(
      {
        ...this.#context,
        database: this.#task.database,
        atomically: (work) => this.#working('uploadImport', work),
      },
      {
        params: undefined,
        body: undefined,
        ifMatch: undefined,
        query: { releaseName, cutOffOn, source, coverage, polite, ...(villageCode !== undefined && { villageCode }) },
        upload: {
          type: uploadTypeOf(file),
          name: path.basename(file),
          bytes: bytesOf(file, this.#task.signal, (bytes) => this.#told.stored(bytes, total)),
        },
      },
    )
  }

  #review({ id, version }: ImportBatch): Promise<ImportBatch> {
    return this.#working('reviewImport', (uow) =>
      reviewImport(uow, {
        params: { importId: id },
        body: { acceptedHolds: [...this.#command.acceptedHolds] },
        query: undefined,
        ifMatch: version,
        upload: undefined,
      }),
    )
  }

  /** Tells how far the batch is for as long as the work on it lasts. */
  async #following(importId: string, work: Promise<void>): Promise<void> {
    let over = false
    const done = work.finally(() => {
      over = true
    })
    const follow = async (): Promise<void> => {
      while (!over) {
        this.#told.progress(await readProgress(this.#context, importId))
        await Promise.race([done, new Promise((resolve) => setTimeout(resolve, TOLD_EVERY_MS))])
      }
    }
    await Promise.all([done, follow()])
    this.#told.progress(await readProgress(this.#context, importId))
  }
}

/** Runs one command; `task.signal` stops it at the next safe point. */
export async function runImport(task: TaskContext, command: ImportCommand, told: ImportTold): Promise<ImportOutcome> {
  const jurisdiction = await firstRow<{ id: number }>(
    task.database.db,
    sql`select id from jurisdictions where region_code = ${command.kabupaten}`,
  )
  if (!jurisdiction)
    throw new ImportCommandError(
      `${command.kabupaten} is not enrolled here. npm run account:create makes its first account and enrols it.`,
    )
  const run = new CommandRun(task, command, told, jurisdiction.id)
  let batch: ImportBatch | undefined
  try {
    batch = await run.begin()
    return await run.outcome(await run.goThrough(batch), batch.id)
  } catch (error) {
    if (error instanceof TaskInterrupted || error instanceof StoringStopped) return run.outcome('stopped', batch?.id)
    throw error
  }
}
