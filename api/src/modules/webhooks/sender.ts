/**
 * The loop of the worker that tells receivers what happens. It is no job of the queue: a queue's places
 * would be held by slow receivers, or by an import for an hour, and one job an event would be a second outbox beside the feed.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { firstRow } from '../../kernel/db.ts'
import { sqlState } from '../../kernel/unit-of-work.ts'
import { claimDue, deliver, forgetClaims, type DueDelivery } from './deliver.ts'
import { followingWebhooks, tell, type FollowingWebhook } from './tell.ts'
import { DEFAULTS, type WebhookContext, type WebhookSettings } from './worker-context.ts'

export interface WebhookSender {
  stop(): Promise<void>
}

/** Positions that are read at a time. */
const READERS = 4
/** Looked at in any case so often, whatever the pulse says. */
const FULL_ROUND_MS = 30_000
/** After a fault (the database is away) nothing is tried for so long. */
const FAULT_PAUSE_MS = 5_000
const CHECK_AGAIN_MS = 1_000
const QUICK_MS = 1_000

interface Pulse {
  readonly last: string
  /** No transaction with a number is running: everything up to `last` can be read. */
  readonly settled: boolean
}

async function readPulse({ database }: WebhookContext): Promise<Pulse | undefined> {
  return firstRow<Pulse>(
    database.db,
    sql`select last_value::text as last, pg_snapshot_xmin(s) = pg_snapshot_xmax(s) as settled from events_seq_seq, pg_current_snapshot() s`,
  )
}

/** What goes wrong here is told by its kind alone, as of jobs: a message of the database holds values. */
const report = (where: string, error: unknown): void => {
  const kind = sqlState(error) ?? (error instanceof Error ? error.constructor.name : typeof error)
  process.stderr.write(`webhooks: ${where} failed: ${kind}\n`)
}

export function startSender(
  given: Omit<WebhookContext, 'settings' | 'signal'> & { readonly settings?: Partial<WebhookSettings> },
): WebhookSender {
  const stopping = new AbortController()
  const { signal } = stopping
  const context: WebhookContext = { ...given, settings: { ...DEFAULTS, ...given.settings }, signal }
  const { settings } = context
  /** Webhooks with more to tell later, and when they are looked at again. */
  const held = new Map<string, number>()
  const sending = new Set<Promise<void>>()
  let seen: Pulse | undefined
  let nextFullRound = 0

  const tellOne = async (hook: FollowingWebhook): Promise<void> => {
    // What goes wrong with one webhook (a database that is slow for it) keeps no other one waiting.
    const told = await tell(context, hook).catch((error: unknown) => {
      report('reading', error)
      return 'fault' as const
    })
    if (told === 'fault') return void held.set(hook.id, Date.now() + FAULT_PAUSE_MS)
    if (told === 'held') held.set(hook.id, Date.now() + Math.min(CHECK_AGAIN_MS, settings.tickMs * 2))
    else held.delete(hook.id)
  }

  /** Looks into the feed for every webhook, if anything has happened since the last time. */
  const tellAll = async (): Promise<void> => {
    const pulse = await readPulse(context)
    const quiet = pulse !== undefined && seen?.last === pulse.last && seen.settled && Date.now() < nextFullRound
    const due = (id: string): boolean => (held.get(id) ?? 0) <= Date.now()
    if (quiet && ![...held.keys()].some(due)) return
    const hooks = (await followingWebhooks(context.database.db)).filter(
      ({ id }) => (quiet ? held.has(id) : true) && due(id),
    )
    for (const id of held.keys()) if (due(id) && !hooks.some((hook) => hook.id === id)) held.delete(id)
    const queue = [...hooks]
    const read = async (): Promise<void> => {
      for (let hook = queue.shift(); hook && !signal.aborted; hook = queue.shift()) await tellOne(hook)
    }
    await Promise.all(Array.from({ length: READERS }, read))
    if (!quiet) {
      seen = pulse
      nextFullRound = Date.now() + FULL_ROUND_MS
    }
  }

  /** To a receiver that is quick the next message goes at once; a slow one gives its place to others. */
  const sendInARow = async (first: DueDelivery): Promise<void> => {
    const key = { jurisdictionId: first.jurisdiction_id, id: first.webhook_id }
    for (let due: DueDelivery | undefined = first; due && !signal.aborted; [due] = await claimDue(context, 1, key)) {
      const since = Date.now()
      await deliver(context, due)
      if (Date.now() - since > QUICK_MS) return
    }
  }

  const sendDue = async (): Promise<void> => {
    const free = settings.mostAtOnce - sending.size
    if (free <= 0) return
    for (const due of await claimDue(context, free)) {
      const work = sendInARow(due)
        .catch((error: unknown) => report('sending', error))
        .finally(() => sending.delete(work))
      sending.add(work)
    }
  }

  const loop = async (name: string, round: () => Promise<void>): Promise<void> => {
    while (!signal.aborted) {
      try {
        await round()
        await pause(settings.tickMs, undefined, { signal })
      } catch (error) {
        if (signal.aborted) return
        report(name, error)
        await pause(FAULT_PAUSE_MS, undefined, { signal }).catch(() => undefined)
      }
    }
  }
  // Reading and sending go on beside each other: a million events to count must not keep a retry waiting.
  const running = forgetClaims(context)
    .catch((error: unknown) => report('starting', error))
    .then(() => Promise.all([loop('reading', tellAll), loop('sending', sendDue)]))
  return {
    async stop() {
      stopping.abort()
      await running
      await Promise.all(sending)
    },
  }
}
