export default async function tearDown() {
  const server = globalThis.panduTestServer
  globalThis.panduTestServer = undefined
  await (await server)?.stop()
}
