/** How long is kept what is not a record. One table: the hourly job removes by it and the page of the administrator shows it. docs/operations.md says the same. */

export interface RetentionRule {
  /** Hours after `from`; 0: at once when it has ended. */
  readonly hours: number
  /** What the time counts from. */
  readonly from: 'made' | 'ended' | 'changed' | 'cut_off'
  /** Who says so: a proposal of ours, or what the thing is for. */
  readonly basis: 'purpose' | 'proposal'
}
const HOUR = 1
const DAY = 24 * HOUR

/** Records of people, the audit log, the access log and events are not here: nothing removes them. */
export const retentionRules = {
  /** Replies kept so that a repeated request gets the same answer. */
  idempotency_replies: { hours: 48 * HOUR, from: 'made', basis: 'purpose' },
  /** Sessions of officers and tokens of programs. */
  sessions: { hours: 0, from: 'ended', basis: 'purpose' },
  /** Wrong passwords by name. */
  sign_in_tries: { hours: DAY, from: 'changed', basis: 'purpose' },
  /** Forms that were begun and never sent. */
  drafts: { hours: 30 * DAY, from: 'changed', basis: 'proposal' },
  /** The bytes of exports; that there was one stays on record. */
  export_files: { hours: DAY, from: 'made', basis: 'purpose' },
  /** What was sent to webhooks and what became of it. */
  webhook_deliveries: { hours: 30 * DAY, from: 'changed', basis: 'proposal' },
  /** Former secrets of webhooks. */
  webhook_old_secrets: { hours: 0, from: 'ended', basis: 'purpose' },
  /** Uploads in pieces that nobody goes on with. */
  unfinished_uploads: { hours: 7 * DAY, from: 'changed', basis: 'proposal' },
  /** Pieces of files that never became an import. */
  stray_pieces: { hours: DAY, from: 'made', basis: 'purpose' },
  /** Files of imports that failed. Those of applied, refused and cancelled ones go at once. */
  import_files: { hours: 30 * DAY, from: 'ended', basis: 'proposal' },
  /** Typed rows of imports that have ended, and what they were matched with. */
  import_rows: { hours: 30 * DAY, from: 'ended', basis: 'proposal' },
  /** Lines and values of rejected rows; how many there were and why stays. */
  import_rejects: { hours: 90 * DAY, from: 'ended', basis: 'proposal' },
  /** Who stood in a release, for comparisons: the newest two of a source are always kept. */
  release_presence: { hours: 2 * 365 * DAY, from: 'cut_off', basis: 'proposal' },
} as const satisfies Record<string, RetentionRule>
export type RetentionKind = keyof typeof retentionRules
export const retentionKinds = Object.keys(retentionRules) as RetentionKind[]
