/** An integrator tries the API at /docs: Authorize with the id and secret of a client, then a call with the token. */
import { expect, test } from '@jest/globals'
import { contracts } from '@pandu-gempita/shared/contracts'
import { createClient } from '@pandu-gempita/shared/contract/client'
import { DEMO_PASSWORD } from '../../api/scripts/demo-data.ts'
import { useWorld } from './support/world.ts'

const world = useWorld()

/** A client without personal data, made by the administrator and activated by its owner. */
async function newClient(): Promise<{ id: string; secret: string }> {
  let cookie = ''
  const api = createClient(contracts, async ({ method, url, headers, body }) => {
    const response = await fetch(new URL(url, world.url), {
      method,
      headers: { ...headers, 'x-pandu-csrf': '1', ...(cookie && { cookie }) },
      ...(typeof body === 'string' && { body }),
    })
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie
    return response
  })
  await api.identity.signIn({ body: { userName: 'admin.sragen', password: DEMO_PASSWORD } })
  const { client, activationCode } = await api.access.createMachineClient({
    idempotencyKey: crypto.randomUUID(),
    body: { name: 'Percobaan dokumen', regionCode: '3314', permissions: ['report.read'] },
  })
  const { clientSecret } = await api.access.activateMachineClient({
    body: { clientId: client.clientId, codes: [activationCode] },
  })
  return { id: client.clientId, secret: clientSecret }
}

test(
  'Authorize at /docs signs in by the metadata of the document, and a call is answered',
  () =>
    world.journey('api docs', async () => {
      const { id, secret } = await newClient()
      const { page, go } = await world.visit()
      await go('/docs')
      await page.getByRole('button', { name: 'Authorize' }).first().click()
      const machine = page.locator('.auth-container').filter({ hasText: 'clientCredentials' })
      await machine.getByLabel(/client_id/).fill(id)
      await machine.getByLabel(/client_secret/).fill(secret)
      await machine.locator('button.authorize').click()
      await machine.locator('button', { hasText: 'Logout' }).waitFor()
      await machine.locator('button', { hasText: 'Close' }).click()

      await page.locator('#operations-tag-Work').getByRole('button').first().click()
      const operation = page.locator('#operations-Work-getAreaSummary')
      await operation.getByRole('button').first().click()
      await operation.getByRole('button', { name: 'Try it out' }).click()
      const answered = page.waitForResponse((response) => response.url().endsWith('/v1/area-summary'))
      await operation.getByRole('button', { name: 'Execute' }).click()
      expect((await answered).status()).toBe(200)
    }),
  120_000,
)
