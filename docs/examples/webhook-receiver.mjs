/**
 * A receiver of webhooks: verifies, remembers what it has seen, answers at once, works afterwards. Plain Node,
 * nothing to install. See docs/exchange.md.
 *
 *   WEBHOOK_SECRET (whsec_…, during a rotation both with a space between), PORT (default 8080)
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import http from 'node:http'

const keys = (process.env.WEBHOOK_SECRET ?? '')
  .split(' ')
  .filter(Boolean)
  .map((secret) => Buffer.from(secret.replace('whsec_', ''), 'base64'))
if (keys.length === 0) throw new Error('WEBHOOK_SECRET is not set')

/** Older messages may have been listened to and sent anew by somebody else. */
const TOLERANCE_SECONDS = 5 * 60

const same = (a, b) => a.length === b.length && timingSafeEqual(a, b)

function isGenuine({ headers }, body) {
  const id = headers['webhook-id']
  const timestamp = headers['webhook-timestamp']
  if (!id || !(Math.abs(Date.now() / 1000 - Number(timestamp)) < TOLERANCE_SECONDS)) return false
  const given = String(headers['webhook-signature'] ?? '')
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => Buffer.from(signature.slice(3), 'base64'))
  return keys.some((key) => {
    const own = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest()
    return given.some((signature) => same(signature, own))
  })
}

/** Your queue and your table of seen ids; both in one transaction, so that nothing is lost or done twice. */
const seen = new Set()
async function work({ type, data }) {
  if (type === 'changes.pending')
    console.log(`${data.total} events wait: read the change feed from`, data.fromCursor, JSON.stringify(data.counts))
  else if (type === 'changes.snapshot_needed') console.log('the source was restored: take a new copy')
  else if (type === 'webhook.test') console.log('a test message arrived')
  else console.log(`${type}: ask the API for ${data.subjectType} ${data.subjectId}`)
}

const server = http.createServer((request, response) => {
  const chunks = []
  let size = 0
  request.on('data', (chunk) => {
    size += chunk.length
    if (size > 64 * 1024) return request.destroy()
    chunks.push(chunk)
  })
  request.on('end', () => {
    const body = Buffer.concat(chunks)
    if (!isGenuine(request, body)) return response.writeHead(401).end()
    const id = request.headers['webhook-id']
    // Answer first: whoever takes longer than 15 seconds gets the message again.
    response.writeHead(204).end()
    if (seen.has(id)) return
    seen.add(id)
    void work(JSON.parse(body.toString('utf8')))
  })
})
server.listen(Number(process.env.PORT ?? 8080), process.env.HOST ?? '127.0.0.1', () =>
  console.log(`listening on port ${server.address().port}`),
)
