/** Seeing a record here and holding an operation's permission somewhere else is not enough, for any operation. */
import { describe, expect, test } from '@jest/globals'
import { fingerprint } from '../fingerprint.ts'
import { sampledOperations } from '../samples/all.ts'
import { useWorld } from '../world.ts'
import { expectProblem, expectSuccess, prepare, splitCaller } from './battery.ts'

const world = useWorld()

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
    const caller = await splitCaller(world, sample.as, access.permission)
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
