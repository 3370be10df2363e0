/** The documentation page is as strict as all others: nothing of it comes from elsewhere. */
import { expect, test } from '@jest/globals'
import { useWorld } from '../world.ts'

const world = useWorld()

test('its policy names no other host, and allows no script within the page', async () => {
  const page = await world.app.inject({ url: '/docs/' })
  expect(page.statusCode).toBe(200)
  const policy = String(page.headers['content-security-policy'])
  expect(policy).toContain("default-src 'self'")
  expect(policy).not.toMatch(/https:|http:|upgrade-insecure-requests|validator|script-src[^;]*unsafe/)
  expect(page.body).not.toMatch(/(?:src|href)="https?:/)
  const start = await world.app.inject({ url: '/docs/static/swagger-initializer.js' })
  expect(start.body).not.toMatch(/validator\.swagger\.io/)
})
