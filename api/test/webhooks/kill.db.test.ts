/** The worker as a process of its own, killed while a receiver holds its answer back. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect, test } from '@jest/globals'
import { repositoryRoot } from '../../src/config.ts'
import { createPerson } from '../factories/people.ts'
import { createWebhook } from '../factories/webhooks.ts'
import { useWorld } from '../world.ts'
import { accepts, startReceiver } from './receiver.ts'
import { untilDelivery } from './sending.ts'

const world = useWorld()

async function startWorkerProcess(): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    ['--conditions=source', '--import', 'tsx', path.join(repositoryRoot, 'api/test/imports/worker-process.ts')],
    {
      cwd: repositoryRoot,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: world.appUrl,
        MIGRATE_DATABASE_URL: world.ownerUrl,
        DATA_KEY: world.config.dataKey.toString('base64'),
        WEBHOOK_ALLOWED_HOSTS: '127.0.0.1',
      },
    },
  )
  await once(child.stdout, 'data')
  return child
}
const kill = async (child: ChildProcess): Promise<void> => {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

test('killed between sending and writing down, it sends the same message again', async () => {
  const manager = await world.officer('slrt_manager')
  const receiver = await startReceiver()
  const children: ChildProcess[] = []
  try {
    const { webhook, secret } = await createWebhook(world, manager, { url: receiver.url, types: ['person'] })
    receiver.answer('silence')
    const person = await createPerson(world)
    children.push(await startWorkerProcess())
    await receiver.until(1)
    for (const child of children.splice(0)) await kill(child)
    const { rows } = await world.owner.query('select status, attempts from webhook_deliveries where webhook_id = $1', [
      webhook.id,
    ])
    expect(rows).toEqual([{ status: 'waiting', attempts: 0 }])

    children.push(await startWorkerProcess())
    const letters = await receiver.until(2)
    expect(letters.map(({ body }) => body.data['subjectId'])).toEqual([person.id, person.id])
    expect(letters[1]?.id).toBe(letters[0]?.id)
    expect(letters.every((letter) => accepts(secret, letter))).toBe(true)
    expect(await untilDelivery(manager, webhook.id, ({ status }) => status === 'delivered')).toMatchObject({
      attempts: 1,
    })
    // Nothing was skipped behind it, and nothing came a third time.
    const next = await createPerson(world)
    await receiver.until(3)
    expect(receiver.letters.map(({ body }) => body.data['subjectId'])).toEqual([person.id, person.id, next.id])
  } finally {
    for (const child of children) await kill(child)
    await receiver.close()
  }
}, 60_000)
