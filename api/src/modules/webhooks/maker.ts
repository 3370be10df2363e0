/** With whose right a webhook tells: that of its maker, as it is now, and never more than the token had that made it. */
import type { Actor } from '../../kernel/actor.ts'
import { coversRegion } from '../../kernel/authorize.ts'
import type { Queryable } from '../../kernel/db.ts'
import { actorOf, type Scope } from '../identity/public.ts'

export interface MadeBy {
  readonly region_code: string
  readonly created_by: string
  readonly created_by_jurisdiction: number
  readonly scope: Scope
}

export const mayHave = (actor: Actor, regionCode: string): boolean =>
  coversRegion(actor, 'webhook.manage', regionCode) && coversRegion(actor, 'change.read', regionCode)

/** Undefined when the maker may not have this webhook any more: then nothing may be sent. */
export async function makerOf(db: Queryable, hook: MadeBy): Promise<Actor | undefined> {
  const actor = await actorOf(db, hook.created_by_jurisdiction, hook.created_by, hook.scope)
  return actor && mayHave(actor, hook.region_code) ? actor : undefined
}
