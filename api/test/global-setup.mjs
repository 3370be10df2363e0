/** Once per run, however many projects: a server, and the template database that every test file clones. */
import { register } from 'tsx/esm/api'

export default async function setUp() {
  if (globalThis.panduTestServer) return
  const unregister = register()
  const { prepareTestServer } = await import('./test-server.ts')
  globalThis.panduTestServer = prepareTestServer()
  await globalThis.panduTestServer
  await unregister()
}
