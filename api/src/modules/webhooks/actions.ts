import type { InputOf, ResultOf } from '@pandu-gempita/shared/contract/operation'
import { inGroup } from '@pandu-gempita/shared/contract/record'
import {
  mostWebhooks,
  webhookRecord,
  webhookMessages,
  type Webhook,
  type webhooks,
} from '@pandu-gempita/shared/webhooks'
import { sql, type SQL } from 'drizzle-orm'
import { covers } from '../../kernel/authorize.ts'
import { firstRow, rows } from '../../kernel/db.ts'
import { fieldProblem, problem, ProblemError } from '../../kernel/problem-error.ts'
import { openRecord, statesIn, type RecordFacts, type RowOf } from '../../kernel/record.ts'
import { changeRecord, type StepsOf } from '../../kernel/step.ts'
import { oneAtATime, type UnitOfWork } from '../../kernel/unit-of-work.ts'
import { mayHearOf } from '../timeline/public.ts'
import { feedCursorAt, feedCursorNow } from '../exchange/public.ts'
import { scopeOfToken } from '../identity/public.ts'
import { placeIn } from '../regions/public.ts'
import { mayHave } from './maker.ts'
import { AFRESH, keepMessages, testMessage } from './messages.ts'
import { webhookDoor } from './door.ts'
import { getDelivery, getWebhook } from './queries.ts'
import { newSecret } from './signature.ts'
import type { webhooks as webhooksTable } from './tables.ts'
import { TargetRefused, type Targets } from './targets.ts'

type Operations = (typeof webhooks)['operations']
type WithSecret = ResultOf<Operations['createWebhook']>

/** A name service that is silent must not keep a transaction open. */
const LOOKUP_MS = 3_000

async function checkAddress(targets: Targets, address: string): Promise<string> {
  if (!URL.canParse(address)) throw fieldProblem('address-refused', '/url')
  const url = new URL(address)
  if (targets.faultOf(url)) throw fieldProblem('address-refused', '/url')
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TargetRefused('unknown_host')), LOOKUP_MS)
  })
  try {
    await Promise.race([targets.resolve(url.hostname), silence])
  } catch (error) {
    if (error instanceof TargetRefused) throw fieldProblem('address-refused', '/url')
    throw error
  } finally {
    clearTimeout(timer)
  }
  return url.href
}

export const createWebhook =
  (targets: Targets) =>
  async (uow: UnitOfWork, { body }: InputOf<Operations['createWebhook']>): Promise<WithSecret> => {
    const place = await placeIn(uow.tx, uow.actor, 'webhook.manage', body.regionCode, '/regionCode', [1, 2, 3, 4])
    // Who sends the feed elsewhere must be a reader of it.
    if (!mayHave(uow.actor, body.regionCode)) throw fieldProblem('outside-your-area', '/regionCode')
    const types = body.types ?? []
    // A kind that never comes would be taken for silence.
    const unheard = types.findIndex((type) => !mayHearOf(uow.actor, type))
    if (unheard >= 0) throw fieldProblem('unknown-reference', `/types/${unheard}`)
    const url = await checkAddress(targets, body.url)
    await oneAtATime(uow)
    const kept = await firstRow<{ count: number }>(
      uow.tx,
      sql`select count(*)::int as count from webhooks where jurisdiction_id = ${place.jurisdictionId} and created_by = ${uow.actor.id} and status not in ${statesIn(webhookRecord, 'ended')}`,
    )
    // Places for sending are shared by all: nobody fills them alone.
    if ((kept?.count ?? 0) >= mostWebhooks) throw problem('too-many-webhooks')
    const scope = await scopeOfToken(uow.tx, uow.actor)
    const secret = newSecret()
    const made = await firstRow<{ id: string }>(
      uow.tx,
      sql`insert into webhooks (jurisdiction_id, name, url, types, region_code, secret, feed_cursor, created_by, created_by_name, created_by_jurisdiction, scope)
          values (${place.jurisdictionId}, ${body.name}, ${url}, ${sql.param(types)}::text[], ${body.regionCode}, ${uow.secrets.seal(secret, 'webhook')},
            ${await feedCursorNow(uow, { region: body.regionCode, type: types })}, ${uow.actor.id}, ${uow.actor.name}, ${uow.actor.jurisdictionId}, ${scope && sql.param(scope)}::text[])
          returning id`,
    )
    if (!made) throw new Error('insert gave no row')
    const subject = {
      jurisdictionId: place.jurisdictionId,
      subjectType: 'webhook' as const,
      subjectId: made.id,
      regionCode: body.regionCode,
    }
    uow.audit({
      ...subject,
      changes: [
        // An address may hold what only the receiver is to know; its host says enough.
        { field: 'host', before: null, after: new URL(url).host },
        { field: 'types', before: null, after: types.join(' ') || null },
      ],
    })
    uow.emit({ ...subject, type: 'webhook.created' })
    return { webhook: await getWebhook(uow, made.id), secret }
  }

const waitingOf = (row: { readonly jurisdictionId: number; readonly id: string }): SQL =>
  sql`jurisdiction_id = ${row.jurisdictionId} and webhook_id = ${row.id} and status = 'waiting'`

export const webhookSteps: StepsOf<typeof webhookRecord, typeof webhooksTable, RecordFacts, Webhook> = {
  always: () => ({}),
  steps: {
    /** What waited is tried at once: somebody has just said that the receiver is there. */
    resume: {
      sets: () => ({ failure: null, restUntil: null }),
      after: async ({ uow, row }) => {
        await uow.tx.execute(sql`update webhook_deliveries set ${AFRESH} where ${waitingOf(row)}`)
      },
    },
    end: {
      sets: () => ({ secret: null, oldSecret: null, oldSecretUntil: null }),
      after: async ({ uow, row }) => {
        await uow.tx.execute(
          sql`update webhook_deliveries set status = 'failed', error = 'ended', next_attempt_at = null, claimed_until = null, updated_at = now() where ${waitingOf(row)}`,
        )
      },
    },
  },
  reply: (uow, id) => getWebhook(uow, id),
}

export async function rotateWebhookSecret(
  uow: UnitOfWork,
  { params: { webhookId: id }, body, ifMatch }: InputOf<Operations['rotateWebhookSecret']>,
): Promise<WithSecret> {
  const secret = newSecret()
  const hours = body.overlapHours ?? 24
  await changeRecord(uow, webhookDoor, 'rotateSecret', { id, ifMatch }, async (row) => ({
    sets: {
      secret: uow.secrets.seal(secret, 'webhook'),
      oldSecret: hours > 0 ? row.secret : null,
      oldSecretUntil: hours > 0 ? new Date(uow.now.getTime() + hours * 3_600_000) : null,
    },
    changes: [{ field: 'overlap_hours', before: null, after: String(hours) }],
  }))
  return { webhook: await getWebhook(uow, id), secret }
}

type WebhookRow = RowOf<typeof webhooksTable>

/** The webhook that a body names, for who may manage it. */
async function named(uow: UnitOfWork, webhookId: string): Promise<WebhookRow> {
  const { row } = await openRecord(uow, webhookDoor, webhookId, { judged: false }).catch((error: unknown) => {
    if (error instanceof ProblemError && error.code === 'not-found')
      throw fieldProblem('unknown-reference', '/webhookId')
    throw error
  })
  if (!covers(uow.actor, 'webhook.manage', webhookDoor.scope, row))
    throw fieldProblem('unknown-reference', '/webhookId')
  if (inGroup(webhookRecord, 'ended', row.status)) throw problem('transition-not-allowed', { allowed: [] })
  return row
}

export async function testWebhook(
  uow: UnitOfWork,
  { body }: InputOf<Operations['testWebhook']>,
): Promise<ResultOf<Operations['testWebhook']>> {
  const row = await named(uow, body.webhookId)
  const [id = ''] = await keepMessages(uow.tx, row.jurisdictionId, row.id, [
    testMessage(uow.now.toISOString(), row.id, row.regionCode),
  ])
  uow.audit({
    jurisdictionId: row.jurisdictionId,
    subjectType: 'webhook',
    subjectId: row.id,
    regionCode: row.regionCode,
    changes: [{ field: 'delivery', before: null, after: id }],
  })
  return getDelivery(uow, row.jurisdictionId, id)
}

const MOST_REPLAYED = 1_000

async function sendAgain(uow: UnitOfWork, row: WebhookRow, which: SQL): Promise<{ deliveries: number; more: boolean }> {
  const found = await rows<{ id: string }>(
    uow.tx,
    sql`select d.id from webhook_deliveries d
        where d.jurisdiction_id = ${row.jurisdictionId} and d.webhook_id = ${row.id} and d.type <> ${webhookMessages.test} and ${which}
        order by d.created_at, d.id limit ${MOST_REPLAYED + 1}`,
  )
  const ids = found.slice(0, MOST_REPLAYED).map(({ id }) => id)
  await uow.tx.execute(
    sql`update webhook_deliveries set ${AFRESH} where jurisdiction_id = ${row.jurisdictionId} and id = any(${sql.param(ids)}::uuid[])`,
  )
  return { deliveries: ids.length, more: found.length > ids.length }
}

export async function replayWebhook(
  uow: UnitOfWork,
  { body }: InputOf<Operations['replayWebhook']>,
): Promise<ResultOf<Operations['replayWebhook']>> {
  const { webhookId, deliveryId, from, until, cursor } = body
  const wishes = [deliveryId, from, cursor].filter((wish) => wish !== undefined).length
  if (wishes !== 1 || (until !== undefined && from === undefined)) throw fieldProblem('missing-detail', '/from')
  const row = await named(uow, webhookId)
  const tell = (what: string): void => {
    const { jurisdictionId, regionCode } = row
    const subject = { jurisdictionId, subjectType: 'webhook' as const, subjectId: row.id, regionCode }
    uow.audit({ ...subject, changes: [{ field: 'replay', before: null, after: what }] })
    uow.emit({ ...subject, type: 'webhook.replayed' })
  }
  if (deliveryId !== undefined) {
    const again = await sendAgain(uow, row, sql`d.id = ${deliveryId}`)
    if (again.deliveries === 0) throw fieldProblem('unknown-reference', '/deliveryId')
    tell('delivery')
    return { webhookId, ...again }
  }
  if (from !== undefined) {
    const again = await sendAgain(
      uow,
      row,
      sql`d.created_at >= ${from}::timestamptz and ${until === undefined ? sql`true` : sql`d.created_at < ${until}::timestamptz`}`,
    )
    tell('time')
    return { webhookId, ...again }
  }
  const position = await feedCursorAt(uow, { region: row.regionCode, type: row.types }, cursor ?? '')
  await uow.tx.execute(
    sql`update webhooks set feed_cursor = ${position}, pending_told_at = null where jurisdiction_id = ${row.jurisdictionId} and id = ${row.id}`,
  )
  tell('cursor')
  return { webhookId, deliveries: 0, more: false }
}
