/**
 * Makes the machine clients of integrator.mjs (three) and import-file.mjs, and prints them as environment lines. Their permissions open
 * personal data, so two people are needed: an administrator makes the clients and gets one half of each activation code,
 * and a second person, such as the head of the dinas, releases them and gets the other half. Whoever runs the program puts
 * both together and gets the secret. In daily life each does his part alone (Administrasi, Aplikasi terhubung; and Pelepasan
 * akses); this script plays all three, for a try.
 *
 *   PANDU_ADMIN, PANDU_ADMIN_PASSWORD         who makes them, e.g. admin.sragen
 *   PANDU_RELEASER, PANDU_RELEASER_PASSWORD   who releases them, e.g. kadis.sragen
 *   PANDU_AREA (default 3314), PANDU_URL (default http://localhost:3000)
 */
import { contracts } from '@pandu-gempita/shared/contracts'
import { ApiProblem, createClient, fetchTransport } from '@pandu-gempita/shared/contract/client'

const url = process.env.PANDU_URL ?? 'http://localhost:3000'
const regionCode = process.env.PANDU_AREA ?? '3314'
const intent = () => crypto.randomUUID()

async function signIn(userName = '', password = '') {
  let cookie = ''
  const person = createClient(contracts, async ({ method, url: path, headers, body }) => {
    const response = await fetch(new URL(path, url), {
      method,
      headers: { ...headers, cookie, 'x-pandu-csrf': '1' },
      body,
    })
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie
    return response
  })
  await person.identity.signIn({ body: { userName, password } })
  return person
}

console.error(`Making four machine clients on ${url}`)
try {
  const admin = await signIn(process.env.PANDU_ADMIN, process.env.PANDU_ADMIN_PASSWORD)
  const releaser = await signIn(process.env.PANDU_RELEASER, process.env.PANDU_RELEASER_PASSWORD)

  const owner = createClient(contracts, fetchTransport(url))

  /** The client exists, without effect and without secret, until the second person releases it and its owner activates it. */
  const make = async (name, permissions) => {
    const { client, activationCode: makersHalf } = await admin.access.createMachineClient({
      idempotencyKey: intent(),
      body: { name, regionCode, permissions },
    })
    const { items } = await releaser.access.listAccessReleases({ query: { status: 'pending', limit: 200 } })
    const waiting = items.find((item) => item.accountId === client.id)
    if (!waiting) throw new Error(`${name}: nothing to release in the area of PANDU_RELEASER`)
    const { activationCode: releasersHalf } = await releaser.access.releaseAccess({
      params: { releaseId: waiting.id },
      ifMatch: waiting.version,
      idempotencyKey: intent(),
    })
    const { clientSecret: secret } = await owner.access.activateMachineClient({
      body: { clientId: client.clientId, codes: [makersHalf, releasersHalf] },
    })
    return { id: client.clientId, secret }
  }

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
  ])
  const institution = await make('Lembaga (contoh)', ['referral.read', 'referral.answer'])
  const sender = await make('Pengirim data (contoh)', ['import.read', 'import.upload', 'import.apply'])
  console.log(`export PANDU_CLIENT_ID=${counter.id} PANDU_CLIENT_SECRET=${counter.secret}`)
  console.log(`export PANDU_APPROVER_ID=${manager.id} PANDU_APPROVER_SECRET=${manager.secret}`)
  console.log(`export PANDU_ANSWERER_ID=${institution.id} PANDU_ANSWERER_SECRET=${institution.secret}`)
  console.log(`export PANDU_IMPORT_ID=${sender.id} PANDU_IMPORT_SECRET=${sender.secret}`)
  await Promise.all([admin.identity.signOut(), releaser.identity.signOut()])
} catch (error) {
  if (!(error instanceof ApiProblem)) throw error
  console.error(error.message)
  process.exitCode = 1
}
