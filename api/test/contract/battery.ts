/** What all batteries share: sending a sample, and reading replies and problems. */
import { expect } from '@jest/globals'
import type { TransportRequest } from '@pandu-gempita/shared/contract/client'
import { rolePresets, type PermissionCode } from '@pandu-gempita/shared/permissions'
import { problems, type ProblemCode } from '@pandu-gempita/shared/problems'
import { captured, type Caller, type Reply } from '../harness.ts'
import type { AnySample, SampledOperation } from '../samples/all.ts'
import type { World } from '../world.ts'

export type Prepared = TransportRequest & { headers: Record<string, string> }

export const prepare = ({ module, id }: SampledOperation, sample: AnySample): Promise<Prepared> =>
  captured(module, id, sample.request)

/** As the sample's caller; public operations without a session. */
export const sendAs = (
  world: World,
  { operation }: SampledOperation,
  caller: Caller,
  request: TransportRequest,
): Promise<Reply> => (operation.access === 'public' ? world.send(request) : caller.send(request))

/** An RFC 9457 reply with this code, complete and not to be kept by any cache. */
export function expectProblem(reply: Reply, code: ProblemCode): void {
  expect({ status: reply.status, ...(reply.json() as object) }).toMatchObject({
    code,
    status: problems[code].status,
    type: `/problems/${code}`,
    title: problems[code].title,
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
  expect(reply.status).toBe(problems[code].status)
  expect(reply.headers['content-type']).toMatch(/^application\/problem\+json(; charset=utf-8)?$/)
  expect(reply.headers['cache-control']).toBe('no-store')
  expect(reply.headers['x-request-id']).toBe(reply.problem().requestId)
}

export function expectSuccess({ id, operation }: SampledOperation, reply: Reply): void {
  expect({ id, status: reply.status, problem: reply.status >= 400 ? reply.text : undefined }).toEqual({
    id,
    status: operation.success.status,
    problem: undefined,
  })
}

/** An id that nothing has, in the shape that ids have. */
export const UNKNOWN_ID = '019a0000-0000-7000-8000-000000000000'
export const UNKNOWN_REGION = '9999999999'

let number = 0
/** All that the caller's role holds, where the caller holds it, except one permission: that is held next door. */
export async function splitCaller(world: World, like: Caller, apart: PermissionCode): Promise<Caller> {
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
