/** Seeing a record here and holding an operation's permission somewhere else is not enough, for any operation. */
import { describe, expect, test } from '@jest/globals'
import { rolePresets, type PermissionCode } from '@pandu-gempita/shared/permissions'
import { fingerprint } from '../fingerprint.ts'
import type { Caller } from '../harness.ts'
import { sampledOperations } from '../samples/all.ts'
import { useWorld } from '../world.ts'
import { expectProblem, expectSuccess, prepare } from './battery.ts'

const world = useWorld()

let number = 0
/** All that the caller's role holds, where the caller holds it, except one permission: that is held next door. */
async function splitCaller(like: Caller, apart: PermissionCode): Promise<Caller> {
  const { role, region, institutionId } = like.spec
  if (!role) throw new Error('the sample is called without a role')
  const caller = await world.as({ tag: `split ${++number}`, region: world.here.village })
  const grant = (permission: PermissionCode, where: string | undefined, institution: string | undefined) =>
    world.owner.query(
      `insert into grants (jurisdiction_id, account_id, permission, scope, region_code, institution_id, released_at) values ($1, $2, $3, $4, $5, $6, now())`,
      [
        world.shards.here,
        caller.id,
        permission,
        institution === undefined ? 'area' : 'institution',
        institution === undefined ? where : null,
        institution ?? null,
      ],
    )
  for (const permission of rolePresets[role].permissions)
    if (permission !== apart) await grant(permission, region, institutionId)
  await grant(apart, world.otherVillage.village, institutionId === undefined ? undefined : world.institutionElsewhereId)
  return caller
}

const guarded = sampledOperations.filter(({ operation }) => typeof operation.access === 'object')

describe.each(guarded)('$module $id', (sampled) => {
  test('asks for the permission where the record is', async () => {
    const { access } = sampled.operation
    if (typeof access !== 'object') throw new Error('only operations with a permission are here')
    const sample = await sampled.sample(world)
    if (sample.elsewhere === 'everyone' || (typeof sample.elsewhere === 'object' && 'absent' in sample.elsewhere)) {
      // Lists and what is everyone's: the battery of who may call what looks at those.
      expect(sampled.operation.params).toBeUndefined()
      return
    }
    const request = await prepare(sampled, sample)
    const caller = await splitCaller(sample.as, access.permission)
    const before = await fingerprint(world.owner)
    const reply = await caller.send(request)
    if (sample.elsewhere === 'jurisdiction') return expectSuccess(sampled, reply)
    // Who sees the record is told what is missing; for who does not see it, it does not exist.
    if (sample.elsewhere === 'not-found')
      expectProblem(reply, reply.status === 403 ? 'permission-missing' : 'not-found')
    else expectProblem(reply, sample.elsewhere.problem)
    expect(await fingerprint(world.owner)).toEqual(before)
    expectSuccess(sampled, await sample.as.send(request))
  })
})
