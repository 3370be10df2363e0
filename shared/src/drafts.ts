/** Drafts: what an officer has typed and not sent yet, so that no reload, lost line or ended session takes it away. */
import { Type, type Static } from 'typebox'
import { defineContract, del, get, named, put } from './contract/operation.ts'
import { Instant, object, Version } from './scalars.ts'

/** Pages that are one form. */
export const draftPages = ['intake', 'new-person', 'new-registration', 'new-upload', 'new-account'] as const
export type DraftPage = (typeof draftPages)[number]
/** Dialogs with a text, by the operation that they call. */
export const draftDialogs = [
  'createInstitution',
  'createExport',
  'createMachineClient',
  'correctPerson',
  'createWebhook',
  'replayWebhook',
  'setOfficeContact',
  'downloadImportRejects',
] as const
export type DraftDialog = (typeof draftDialogs)[number]
/** Steps and dialogs are named along with the record that they are about. */
export type DraftFormName =
  DraftPage | `dialog.${DraftDialog}` | `dialog.${DraftDialog}.${string}` | `step.${string}.${string}`

/** As many as one account may have unfinished. */
export const mostDrafts = 50
/** Letters of one draft: the longest story, and room for everything else. */
export const longestDraft = 32_000

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
export const DraftForm = Type.String({
  pattern: `^(?:${draftPages.join('|')}|(?:dialog\\.(?:${draftDialogs.join('|')})|step\\.[a-z][A-Za-z]{2,39})(?:\\.${UUID})?)$`,
  description: 'Which form: a page, or a step or dialog and the record that it is about. Nothing personal is in it',
})

/** What a list tells: which form and when. What was typed is read one by one. */
const head = { form: DraftForm, version: Version, updatedAt: Instant }
export const DraftHead = named('DraftHead', object(head))
export type DraftHead = Static<typeof DraftHead>

const Content = Type.String({
  minLength: 2,
  maxLength: longestDraft,
  description: 'The fields of the form as JSON. The server keeps it sealed and does not look into it',
})
export const Draft = named('Draft', object({ ...head, content: Content }))
export type Draft = Static<typeof Draft>

/** Keys that a screen saves at most: every half second. */
const SAVES_A_MINUTE = 240

export const drafts = defineContract('Drafts', {
  listDrafts: get('/v1/drafts', {
    summary: 'My unfinished forms, newest first: which and when, without what is in them',
    access: 'session',
    success: { status: 200, body: named('DraftList', object({ items: Type.Array(DraftHead) })) },
  }),
  getDraft: get('/v1/drafts/:form', {
    summary: 'What I have typed into a form and not sent',
    access: 'session',
    params: { form: DraftForm },
    // The caller's own words, as they were typed.
    identifiers: 'full',
    success: { status: 200, body: Draft },
    problems: ['not-found'],
  }),
  putDraft: put('/v1/drafts/:form', {
    summary: 'Keep what I have typed so far',
    description:
      'If-Match is the version that is replaced, "0" where there should be none yet: of two windows with the same form the second is told instead of overwriting the first. Kept for 30 days after the last change. Only the account that wrote it ever reads it.',
    access: 'session',
    params: { form: DraftForm },
    body: named('PutDraft', object({ content: Content })),
    concurrency: 'if-match',
    rateLimit: SAVES_A_MINUTE,
    untold: true,
    success: { status: 200, body: DraftHead },
    problems: ['stale-version', 'too-many-drafts'],
  }),
  discardDraft: del('/v1/drafts/:form', {
    summary: 'Throw away what I have typed, or take it away because it has been sent',
    access: 'session',
    params: { form: DraftForm },
    concurrency: 'if-match',
    untold: true,
    success: { status: 204 },
    problems: ['not-found', 'stale-version'],
  }),
})
