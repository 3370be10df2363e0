/** Timelines and "who has looked" for other modules: readers of the one log, no second story. */
import type { AccessEntry, TimelineEntry } from '@pandu-gempita/shared/audit'
import { eventSubjectOf, eventSubjects } from '@pandu-gempita/shared/events'
import type { PermissionCode } from '@pandu-gempita/shared/permissions'
import { sql, type SQL } from 'drizzle-orm'
import type { Static } from 'typebox'
import { holds, type Actor } from '../../kernel/actor.ts'
import { scopeOf, visibleTo } from '../../kernel/authorize.ts'
import { readPage, type Keyset, type PageRequest } from '../../kernel/page.ts'
import type { ReadContext } from '../../kernel/unit-of-work.ts'
import { keptFor, mayAudit, mayKnow } from '../matters/public.ts'

/** Newest first. */
export const latest = (alias: string): Keyset => ({
  keys: [
    { expression: sql.raw(`${alias}.at`), cast: 'timestamptz' },
    { expression: sql.raw(`${alias}.id`), cast: 'uuid' },
  ],
  direction: 'desc',
})

/** Permissions that events can be protected with; an event with another one is shown to nobody. */
const PROTECTING: readonly PermissionCode[] = ['ppks.read-restricted']

/** Protected events are for holders of their permission where the event belongs: elsewhere it opens nothing. */
const openTo = (actor: Actor): SQL =>
  sql`(e.visible_with is null or ${sql.join(
    PROTECTING.map(
      (permission) => sql`e.visible_with = ${permission} and ${visibleTo(actor, permission, scopeOf('e'))}`,
    ),
    sql` or `,
  )})`

/** Who may not know of a matter hears nothing of it; an event does not know who recorded its subject, so its maker stands for him. */
const knows = (actor: Actor): SQL =>
  sql`(e.matter_id is null or ${mayKnow(actor, {
    home: sql`e.jurisdiction_id`,
    matter: sql`e.matter_id`,
    people: [sql`case when e.subject_type in ('complaint', 'referral') then e.about_id end`],
    scope: { ...scopeOf('e'), owner: sql`e.actor_id` },
  })} and not ${keptFor('complaint.read-integrity', { home: sql`e.jurisdiction_id`, matter: sql`e.matter_id` })})`

/**
 * What a person's timeline may tell is what the caller may also open: complaints, referrals and PPKS
 * registrations by their own permission where they belong. A grant that reaches only one's own shows
 * what one did oneself, because an event does not know who recorded its subject.
 */
const mayOpen = (actor: Actor): SQL => {
  const scope = { ...scopeOf('e', {}), owner: sql`e.actor_id` }
  return sql`case e.subject_type
    when 'complaint' then ${visibleTo(actor, 'complaint.read', scope)}
    when 'referral' then ${visibleTo(actor, 'referral.read', scope)}
    when 'ppks' then ${visibleTo(actor, 'ppks.read', scope)}
    else true end`
}

/** May the caller hear anything of this kind (`person`, `person.moved_away`) anywhere? Not of what is no kind at all. */
export function mayHearOf(actor: Actor, type: string): boolean {
  const subject = eventSubjectOf(type)
  return subject !== undefined && holds(actor, eventSubjects[subject].permission)
}

/** For the feed: an event `e` that the caller may know, of a subject that the caller may open where it happened. */
export const mayFollow = (actor: Actor): SQL => {
  const scope = { ...scopeOf('e'), owner: sql`e.actor_id` }
  return sql`${openTo(actor)} and ${knows(actor)} and case e.subject_type ${sql.join(
    Object.entries(eventSubjects).map(
      ([subject, { permission }]) => sql`when ${subject} then ${visibleTo(actor, permission, scope)}`,
    ),
    sql` `,
  )} else false end`
}

/**
 * @param which events, by subject or by the person they are about, of one jurisdiction. The caller has
 *   already found the record visible.
 * @param recordVisible the events are those of one record that was found visible, so all of them are
 */
export function listTimeline(
  context: ReadContext,
  jurisdictionId: number,
  which: { subjectIds?: readonly string[]; aboutIds?: readonly string[] },
  query: PageRequest,
  { recordVisible = false }: { readonly recordVisible?: boolean } = {},
) {
  const subjects = which.subjectIds ?? []
  const abouts = which.aboutIds ?? []
  return readPage<TimelineEntry>(
    context.db,
    query,
    [context.actor.id, jurisdictionId, subjects, abouts],
    latest('e'),
    ({ after, orderBy, limit, cursorColumns }) => sql`
      select e.id, iso(e.at) as at, e.type as event, e.subject_type as "subjectType", e.subject_id as "subjectId", e.actor_name as "actorName",
        e.region_code as "regionCode", e.details, ${cursorColumns}
      from events e
      where e.jurisdiction_id = ${jurisdictionId}
        and (e.subject_id = any(${sql.param(subjects)}::uuid[]) or e.about_id = any(${sql.param(abouts)}::uuid[]))
        and ${recordVisible ? sql`true` : sql`${openTo(context.actor)} and ${knows(context.actor)} and ${mayOpen(context.actor)}`} and ${after}
      order by ${orderBy} ${limit}`,
  )
}

/** A look at somebody in a matter tells of the matter. Alias `l`; `region` is where that somebody is. */
const knowsLook = (actor: Actor, region: SQL): SQL =>
  sql`(l.matter_id is null or ${mayAudit(actor, {
    home: sql`l.jurisdiction_id`,
    matter: sql`l.matter_id`,
    people: [],
    scope: { jurisdiction: sql`l.jurisdiction_id`, region },
  })})`

export function listAccess(
  context: ReadContext,
  { jurisdictionId, subjectId, regionCode }: { jurisdictionId: number; subjectId: string; regionCode: string },
  query: PageRequest,
) {
  return readPage<Static<typeof AccessEntry>>(
    context.db,
    query,
    [context.actor.id, subjectId],
    latest('l'),
    ({ after, orderBy, limit, cursorColumns }) => sql`
      select l.id, iso(l.at) as at, l.actor_name as "actorName", l.operation, l.fields, l.reason, ${cursorColumns}
      from access_log l where l.jurisdiction_id = ${jurisdictionId} and l.subject_id = ${subjectId} and ${knowsLook(context.actor, sql`${regionCode}`)} and ${after}
      order by ${orderBy} ${limit}`,
  )
}
