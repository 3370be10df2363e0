/** With whose right a webhook tells: that of its maker, as it is now. */
import type { Actor } from '../../kernel/actor.ts'
import { coversRegion } from '../../kernel/authorize.ts'
import type { Queryable } from '../../kernel/db.ts'
import { actorOf } from '../identity/public.ts'

export interface MadeBy {
  readonly region_code: string
  readonly created_by: string
  readonly created_by_jurisdiction: number
}

export const mayHave = (actor: Actor, regionCode: string): boolean =>
  coversRegion(actor, 'webhook.manage', regionCode) && coversRegion(actor, 'change.read', regionCode)

/** Undefined when the maker may not have this webhook any more: then nothing may be sent. */
export async function makerOf(db: Queryable, hook: MadeBy): Promise<Actor | undefined> {
  const actor = await actorOf(db, hook.created_by_jurisdiction, hook.created_by)
  return actor && mayHave(actor, hook.region_code) ? actor : undefined
}
