/** Webhooks: events of an area sent to a receiver, signed as Standard Webhooks 1.0.0 says. See docs/exchange.md. */
import { Type, type Static } from 'typebox'
import { AllowedAction } from './allowed-action.ts'
import { defineContract, get, named, nullable, oneOf, post } from './contract/operation.ts'
import { defineRecord, stepOperations } from './contract/record.ts'
import { pageOf, pageQuery } from './contract/page.ts'
import { Id, Instant, object, RegionCode, text, Version } from './scalars.ts'

export const webhookRecord = defineRecord({
  name: 'webhook',
  states: ['active', 'paused', 'disabled', 'ended'],
  initial: 'active',
  groups: { active: ['active'], disabled: ['disabled'], ended: ['ended'] },
  steps: {
    pause: {
      from: ['active'],
      to: 'paused',
      permission: 'webhook.manage',
      operation: 'pauseWebhook',
      path: 'pause',
      summary: 'Send nothing for a while; what happens meanwhile is sent afterwards',
    },
    resume: {
      from: ['paused', 'disabled'],
      to: 'active',
      permission: 'webhook.manage',
      operation: 'resumeWebhook',
      path: 'resume',
      summary: 'Send again what was paused or disabled, with everything that has happened since',
    },
    /** By the sender: the receiver does not want it, fails for days, or the right of its maker has ended. */
    disable: { from: ['active', 'paused'], to: 'disabled', permission: 'webhook.manage', causedBy: 'createWebhook' },
    end: {
      from: ['active', 'paused', 'disabled'],
      to: 'ended',
      permission: 'webhook.manage',
      operation: 'endWebhook',
      path: 'end',
      summary: 'Delete a webhook: nothing is sent any more, its secret is destroyed',
    },
  },
  changes: {
    rotateSecret: {
      in: ['active', 'paused', 'disabled'],
      permission: 'webhook.manage',
      operation: 'rotateWebhookSecret',
      event: 'rotated',
    },
  },
})

/** That one officer or program keeps at the same time in a kabupaten. */
export const mostWebhooks = 20

/** Why a webhook was disabled. */
export const webhookFailures = ['receiver_gone', 'receiver_failing', 'access_ended'] as const
export type WebhookFailure = (typeof webhookFailures)[number]

export const webhookDeliveryStatuses = ['waiting', 'delivered', 'failed', 'withdrawn'] as const
/** What became of the last try, when it was no success. */
export const webhookDeliveryErrors = [
  'status',
  'redirect',
  'gone',
  'timeout',
  'connection',
  'unknown_host',
  'certificate',
  'address_refused',
  'ended',
] as const
export type WebhookDeliveryError = (typeof webhookDeliveryErrors)[number]

/** Messages that are not an event of the feed. */
export const webhookMessages = {
  /** So many events wait that one message tells of all of them. */
  pending: 'changes.pending',
  /** The database was restored: positions of before mean nothing, a mirror begins anew. */
  snapshotNeeded: 'changes.snapshot_needed',
  test: 'webhook.test',
} as const

export const Webhook = named(
  'Webhook',
  object({
    id: Id,
    name: Type.String(),
    url: Type.String(),
    types: Type.Array(Type.String(), { description: 'Empty: every kind of event that its maker may follow' }),
    regionCode: RegionCode,
    regionPath: Type.String(),
    status: oneOf(webhookRecord.states),
    failure: nullable(oneOf(webhookFailures, { description: 'Why it was disabled' })),
    oldSecretUntil: nullable(
      Type.String({
        format: 'date-time',
        description: 'Until then messages carry a signature of the former secret too',
      }),
    ),
    waiting: Type.Integer({ minimum: 0, description: 'Messages that wait for their next try' }),
    lastSuccessAt: nullable(Instant),
    createdByName: Type.String(),
    createdAt: Instant,
    allowedActions: Type.Array(AllowedAction),
    version: Version,
  }),
)
export type Webhook = Static<typeof Webhook>

const WebhookWithSecret = named(
  'WebhookWithSecret',
  object({
    webhook: Webhook,
    secret: Type.String({ description: 'whsec_ and 32 bytes in base64; shown this once' }),
  }),
)
export type WebhookWithSecret = Static<typeof WebhookWithSecret>

export const WebhookDelivery = named(
  'WebhookDelivery',
  object({
    id: Id,
    messageId: Type.String({ description: 'The header `webhook-id`: the same at every try' }),
    type: Type.String(),
    status: oneOf(webhookDeliveryStatuses),
    attempts: Type.Integer({ minimum: 0 }),
    error: nullable(oneOf(webhookDeliveryErrors, { description: 'Of the last try' })),
    responseStatus: nullable(Type.Integer({ description: 'HTTP status of the last try, if there was an answer' })),
    durationMs: nullable(Type.Integer()),
    createdAt: Instant,
    lastAttemptAt: nullable(Instant),
    nextAttemptAt: nullable(Instant),
  }),
)
export type WebhookDelivery = Static<typeof WebhookDelivery>

export const NewWebhook = named(
  'NewWebhook',
  object({
    name: text(120),
    url: Type.String({
      minLength: 10,
      maxLength: 1000,
      pattern: '^https?://[!-~]+$',
      description: 'https; without user, password and fragment',
    }),
    regionCode: RegionCode,
    types: Type.Optional(
      Type.Array(Type.String({ pattern: '^[a-z][a-z_-]{0,40}(\\.[a-z_-]{1,40})?$' }), {
        maxItems: 20,
        uniqueItems: true,
        description: 'Kinds (person.moved_away) or subjects (person), as in the change feed. Default: all',
      }),
    ),
  }),
)

const webhook = { webhookId: Id }
const own = 'Machine clients see and manage those that they made themselves.'

export const webhooks = defineContract('Webhooks', {
  listWebhooks: get('/v1/webhooks', {
    summary: 'Webhooks of my area, newest first; deleted ones are left out',
    description: own,
    access: { permission: 'webhook.read' },
    query: object({ ...pageQuery }),
    success: { status: 200, body: pageOf('WebhookPage', Webhook) },
  }),
  getWebhook: get('/v1/webhooks/:webhookId', {
    summary: 'One webhook',
    access: { permission: 'webhook.read' },
    params: webhook,
    success: { status: 200, body: Webhook },
    problems: ['not-found'],
  }),
  createWebhook: post('/v1/webhooks', {
    summary: 'Have events of an area sent to an address, from now on',
    description:
      'Events are those that the maker may follow in the change feed (`change.read` and the reading permission of their subject), for as long as the maker may. The address must be https and public; the secret is shown this once.',
    access: { permission: 'webhook.manage' },
    body: NewWebhook,
    idempotency: 'key',
    success: { status: 201, body: WebhookWithSecret },
    problems: ['unknown-region', 'outside-your-area', 'unknown-reference', 'address-refused', 'too-many-webhooks'],
  }),
  rotateWebhookSecret: post('/v1/webhooks/:webhookId/rotate', {
    summary: 'Give a new secret, shown once; for a while messages are signed with both',
    access: { permission: 'webhook.manage' },
    params: webhook,
    body: named(
      'RotateWebhookSecret',
      object({
        overlapHours: Type.Optional(
          Type.Integer({
            minimum: 0,
            maximum: 168,
            default: 24,
            description: 'How long the former secret signs too; 0 ends it at once. One from before that ends now',
          }),
        ),
      }),
    ),
    concurrency: 'if-match',
    idempotency: 'key',
    success: { status: 200, body: WebhookWithSecret },
    problems: ['transition-not-allowed'],
  }),
  listWebhookDeliveries: get('/v1/webhooks/:webhookId/deliveries', {
    summary: 'What was sent, what waits and what failed, newest first; kept for 30 days',
    access: { permission: 'webhook.read' },
    params: webhook,
    query: object({ ...pageQuery, status: Type.Optional(oneOf(webhookDeliveryStatuses)) }),
    success: { status: 200, body: pageOf('WebhookDeliveryPage', WebhookDelivery) },
    problems: ['not-found'],
  }),
  testWebhook: post('/v1/webhook-tests', {
    summary: 'Send a message of type `webhook.test` now, to see whether the receiver takes it',
    access: { permission: 'webhook.manage' },
    body: named('NewWebhookTest', object({ webhookId: Id })),
    success: { status: 202, body: WebhookDelivery },
    problems: ['unknown-reference', 'transition-not-allowed'],
  }),
  replayWebhook: post('/v1/webhook-replays', {
    summary: 'Send again: one delivery, those of a time, or everything since a position in the feed',
    description:
      'Name exactly one of `deliveryId`, `from` (with or without `until`) and `cursor`. Messages keep their `webhook-id`. Of a time at most 1,000 messages are sent again, oldest first (`more`). A cursor is one that a message of this webhook carried.',
    access: { permission: 'webhook.manage' },
    body: named(
      'NewWebhookReplay',
      object({
        webhookId: Id,
        deliveryId: Type.Optional(Id),
        from: Type.Optional(Instant),
        until: Type.Optional(Instant),
        cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 8000 })),
      }),
    ),
    success: {
      status: 202,
      body: named(
        'WebhookReplay',
        object({
          webhookId: Id,
          deliveries: Type.Integer({ minimum: 0, description: 'Messages that are sent again; 0 for a cursor' }),
          more: Type.Boolean(),
        }),
      ),
    },
    problems: ['unknown-reference', 'missing-detail', 'transition-not-allowed', 'snapshot-needed', 'invalid-cursor'],
  }),
  ...stepOperations(webhookRecord, {
    path: '/v1/webhooks/:webhookId',
    params: webhook,
    success: { status: 200, body: Webhook },
  }),
})
