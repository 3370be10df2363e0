/**
 * The closed lists of what the audit log may hold: kinds of subject, fields, and the work that no operation of the contract
 * is. Whatever writes an entry takes its words from here, and the screens have words for each of them in every language, so
 * that a code without words does not compile.
 */
export const auditSubjects = [
  'complaint',
  'referral',
  'ppks',
  'person',
  'institution',
  'office',
  'account',
  'machine_client',
  'access_release',
  'import',
  'export',
  'webhook',
  // The logs themselves: who took them along.
  'access_log',
  'audit_log',
] as const
export type AuditSubject = (typeof auditSubjects)[number]

export const auditFields = [
  // Of every record with a lifecycle.
  'status',
  'status_reason',
  'failure',
  'job',
  // Accounts and machine clients.
  'role',
  'permissions',
  'decided_by',
  'refusal_reason',
  'activation',
  'activation_refused',
  'password',
  'password_refused',
  'sign_in',
  'sign_in_refused',
  'sign_in_locked',
  'sign_in_unknown',
  'sign_in_tries',
  'sign_out',
  'token',
  'token_refused',
  'secret',
  'revoked',
  // Persons and institutions.
  'identity_status',
  'name',
  'sex',
  'birth_date',
  'birth_place',
  'phone',
  'domicile',
  'hours',
  'address',
  'nik',
  'death',
  'safety',
  // Complaints.
  'screening_result',
  'screening_note',
  'subject_person_id',
  'kind',
  'sector',
  'topic',
  'urgency',
  'programme_owner',
  'programme_code',
  'submitted_by',
  'delivered',
  'delivered_on',
  'told_how',
  'outcome',
  'outcome_note',
  'public_note',
  'duplicate_of_id',
  'confidential',
  'ending',
  'accused',
  'proof',
  // Referrals.
  'decline_reason',
  'result',
  'result_note',
  // PPKS.
  'note',
  'photo',
  'ended_on',
  // Imports and exports.
  'upload',
  'stage',
  'stage_done',
  'stage_total',
  'read_through_row',
  'applied_through_row',
  'bulk_step',
  'counts',
  'holds',
  'unknown_words',
  'identifiers',
  // Webhooks.
  'host',
  'types',
  'overlap_hours',
  'replay',
  'delivery',
  // Files of the logs.
  'filters',
  'period_from',
  'period_until',
  'row_count',
  'taken_of',
] as const
export type AuditField = (typeof auditFields)[number]

/** What is done in the background or by a command of the operator. */
export const backgroundOperations = [
  'readImport',
  'matchImport',
  'rematchImport',
  'applyImport',
  'giveUpImport',
  'makeExport',
  'disableWebhook',
  'unlockAccount',
] as const
export type BackgroundOperation = (typeof backgroundOperations)[number]

/** By what a log was searched when it was taken along: the kinds only, never what was typed. */
export const logFilters = ['name', 'account', 'person', 'nik', 'ticket', 'operation', 'subject'] as const
export type LogFilter = (typeof logFilters)[number]

/** What of somebody was seen, as the access log names it; a file of an export also says how many rows it had. */
export const accessFields = [
  'person',
  'person_row',
  'search_hit',
  'open_work',
  'nik',
  'kk',
  'phone',
  'mother_name',
  'address',
  'family',
  'family_history',
  'as_of',
  'timeline',
  'complaint',
  'complaint_summary',
  'story',
  'reporter',
  'referral',
  'referral_summary',
  'ppks',
  'ppks_timeline',
  'photo',
  'import_samples',
  'import_rejects',
  'import_differences',
  'release_difference',
  'export',
  'persons',
  'families',
  'masked',
  'full',
] as const
export type AccessField = (typeof accessFields)[number] | `${number} rows`
