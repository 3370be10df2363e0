import { expect, test } from '@jest/globals'
import { system } from '../system.ts'
import { ApiProblem, createClient } from './client.ts'

const refused = (headers: Record<string, string>): Promise<unknown> => {
  const api = createClient({ system }, async () =>
    Promise.resolve(
      new Response(
        JSON.stringify({ type: 'about:blank', title: 'Busy', status: 503, code: 'unavailable', requestId: 'r-1' }),
        { status: 503, headers: { 'content-type': 'application/problem+json', ...headers } },
      ),
    ),
  )
  return api.system.getLiveness().catch((error: unknown) => error)
}

test('a refusal says when another try is worth it, if the server does', async () => {
  for (const [headers, seconds] of [
    [{ 'retry-after': '30' }, 30],
    [{}, undefined],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, undefined],
  ] as const) {
    const error = await refused(headers)
    expect(error).toBeInstanceOf(ApiProblem)
    expect((error as ApiProblem).retryAfterSeconds).toBe(seconds)
  }
})
