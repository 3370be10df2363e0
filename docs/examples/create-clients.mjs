/**
 * Makes the two machine clients of integrator.mjs as an administrator, and prints them as environment lines.
 * PANDU_ADMIN, PANDU_ADMIN_PASSWORD, PANDU_AREA (e.g. 3314), PANDU_URL. Screens: Administrasi, Aplikasi terhubung.
 */
import { contracts } from '@pandu-gempita/shared/contracts'
import { ApiProblem, createClient } from '@pandu-gempita/shared/contract/client'

const url = process.env.PANDU_URL ?? 'http://localhost:3000'
const regionCode = process.env.PANDU_AREA ?? '3314'
let cookie = ''
const admin = createClient(contracts, async ({ method, url: path, headers, body }) => {
  const response = await fetch(new URL(path, url), {
    method,
    headers: { ...headers, cookie, 'x-pandu-csrf': '1' },
    body,
  })
  cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie
  return response
})

console.error(`Making two machine clients on ${url}`)
try {
  await admin.identity.signIn({
    body: { userName: process.env.PANDU_ADMIN ?? '', password: process.env.PANDU_ADMIN_PASSWORD ?? '' },
  })
} catch (error) {
  if (!(error instanceof ApiProblem)) throw error
  console.error(error.message)
  process.exit(1)
}
const make = (name, permissions) =>
  admin.access.createMachineClient({ idempotencyKey: crypto.randomUUID(), body: { name, regionCode, permissions } })
const counter = await make('Loket (contoh)', [
  'person.read',
  'person.create',
  'ppks.read',
  'ppks.register',
  'complaint.read',
  'complaint.create',
  'complaint.process',
  'referral.read',
  'referral.create',
  'institution.read',
])
const manager = await make('Manajer (contoh)', [
  'person.read',
  'ppks.read',
  'ppks.verify',
  'complaint.read',
  'complaint.determine',
  'referral.read',
  'referral.approve',
  'referral.answer',
])
console.log(`export PANDU_CLIENT_ID=${counter.client.clientId} PANDU_CLIENT_SECRET=${counter.clientSecret}`)
console.log(`export PANDU_APPROVER_ID=${manager.client.clientId} PANDU_APPROVER_SECRET=${manager.clientSecret}`)
await admin.identity.signOut()
