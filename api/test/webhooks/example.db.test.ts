/** The receiver of the documentation, as it is: it takes what is ours and refuses what is not. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect, test } from '@jest/globals'
import { repositoryRoot } from '../../src/config.ts'
import { createPerson } from '../factories/people.ts'
import { createWebhook } from '../factories/webhooks.ts'
import { newKey, useWorld } from '../world.ts'
import { startReceiver } from './receiver.ts'
import { startTestSender, untilDelivery, waitFor } from './sending.ts'

const world = useWorld()

test('the example of the documentation verifies, answers and tells what to do', async () => {
  const manager = await world.officer('slrt_manager')
  // The address is known before the secret, and the secret before the program: a place is held for it.
  const place = await startReceiver()
  const port = new URL(place.url).port
  await place.close()
  const { webhook, secret } = await createWebhook(world, manager, {
    url: `http://127.0.0.1:${port}/`,
    types: ['person'],
  })
  const child = spawn(process.execPath, [path.join(repositoryRoot, 'docs', 'examples', 'webhook-receiver.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], PORT: port, WEBHOOK_SECRET: secret },
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const sender = startTestSender(world, { schedule: [0, 60_000] })
  try {
    await waitFor('the program', async () => (said.includes('listening') ? true : undefined))
    const person = await createPerson(world)
    await untilDelivery(manager, webhook.id, ({ status }) => status === 'delivered')
    await waitFor('the work', async () => (said.includes(`ask the API for person ${person.id}`) ? true : undefined))
    const forged = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      body: '{"type":"person.imported"}',
      headers: {
        'webhook-id': 'x',
        'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
        'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')}`,
      },
    })
    expect(forged.status).toBe(401)
    // With a secret that it does not know it refuses ours as well.
    const { version } = await manager.api.webhooks.getWebhook({ params: { webhookId: webhook.id } })
    await manager.api.webhooks.rotateWebhookSecret({
      params: { webhookId: webhook.id },
      body: { overlapHours: 0 },
      ifMatch: version,
      idempotencyKey: newKey(),
    })
    await createPerson(world)
    expect(
      await untilDelivery(manager, webhook.id, ({ attempts, status }) => attempts === 1 && status === 'waiting'),
    ).toMatchObject({
      responseStatus: 401,
      error: 'status',
    })
  } finally {
    await sender.stop()
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
}, 60_000)
