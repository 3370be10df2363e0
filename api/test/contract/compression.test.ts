/** Long answers travel compressed to who takes that; short ones, streams and files as they are. */
import { gunzipSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import { useWorld } from '../world.ts'

const world = useWorld()

test('an answer above a kilobyte is compressed, and is the same', async () => {
  const officer = await world.officer('slrt_manager')
  const ask = (url: string, encoding?: string) =>
    officer.send({ method: 'GET', url, headers: encoding ? { 'accept-encoding': encoding } : {} })
  const plain = await ask('/v1/regions/children?parent=33')
  const packed = await ask('/v1/regions/children?parent=33', 'gzip')
  expect(plain.status).toBe(200)
  expect(plain.headers['content-encoding']).toBeUndefined()
  expect(packed.headers['content-encoding']).toBe('gzip')
  expect(packed.bytes.length * 3).toBeLessThan(plain.bytes.length)
  expect(gunzipSync(packed.bytes).toString()).toBe(plain.text)
  expect((await ask('/health/live', 'gzip')).headers['content-encoding']).toBeUndefined()
  const changes = await ask('/v1/changes/stream', 'gzip')
  expect(changes.headers['content-encoding']).toBeUndefined()
})
