/**
 * The whole journey by machine clients: find a family, register a PPKS, take a complaint in, refer it,
 * answer the referral, determine the outcome, and look at the public status. See docs/api-guide.md.
 *
 * Three clients, because who records does not approve, and who approves does not answer:
 *   PANDU_CLIENT_ID, PANDU_CLIENT_SECRET          the counter: person.*, ppks.register, complaint.create, complaint.process, referral.create …
 *   PANDU_APPROVER_ID, PANDU_APPROVER_SECRET      the manager: ppks.verify, referral.approve, complaint.determine …
 *   PANDU_ANSWERER_ID, PANDU_ANSWERER_SECRET      the institution: referral.read, referral.answer
 *   PANDU_URL (default http://localhost:3000), PANDU_VILLAGE (default 3314012001)
 */
import { contracts } from '@pandu-gempita/shared/contracts'
import { ApiProblem, createClient, fetchTransport } from '@pandu-gempita/shared/contract/client'

const url = process.env.PANDU_URL ?? 'http://localhost:3000'
const village = process.env.PANDU_VILLAGE ?? '3314012001'
/** One key an intent; send the same one again when a try is repeated. */
const intent = () => crypto.randomUUID()

/** A client that gets its token when it needs one, and a new one before the old one ends. */
function connect(clientId, clientSecret) {
  const open = createClient(contracts, fetchTransport(url))
  let token
  const bearer = async () => {
    if (!token || token.until < Date.now()) {
      const issued = await open.identity.issueToken({
        body: { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret },
      })
      token = { value: issued.access_token, until: Date.now() + (issued.expires_in - 60) * 1000 }
    }
    return token.value
  }
  return createClient(contracts, fetchTransport(url, bearer))
}

const need = (name) => {
  const value = process.env[name]
  if (!value) throw new Error(`Set ${name}; docs/api-guide.md says how to make a machine client`)
  return value
}

const counter = connect(need('PANDU_CLIENT_ID'), need('PANDU_CLIENT_SECRET'))
const manager = connect(need('PANDU_APPROVER_ID'), need('PANDU_APPROVER_SECRET'))
const institution = connect(need('PANDU_ANSWERER_ID'), need('PANDU_ANSWERER_SECRET'))
const tell = (step, what) => console.log(`${step}. ${what}`)

try {
  // 2. Find by name and place; a POST, so that nothing personal is in a URL. Here: nobody yet, so register.
  const found = await counter.persons.searchPersons({
    body: { name: 'Contoh Integrator', regionCode: village, birthDate: '1955-03-02' },
  })
  const person = found.items.find((hit) => hit.matched.includes('name_exact'))
    ? await counter.persons.getPerson({ params: { personId: found.items[0].id } })
    : await counter.persons.createPerson({
        idempotencyKey: intent(),
        body: {
          identityStatus: 'partial',
          name: 'Contoh Integrator',
          sex: 'female',
          birthDate: '1955-03-02',
          villageCode: village,
        },
      })
  tell(2, `person in ${person.regionPath}, warnings: ${person.warnings.join(', ') || 'none'}`)

  // 3. Register as PPKS; another client verifies.
  const { items: types } = await counter.ppks.listPpksTypes()
  const elderly = types.find((type) => type.code === 'LUT')
  const known = await counter.ppks.listPpksRegistrations({ query: { personId: person.id, typeCode: 'LUT' } })
  let registration =
    known.items[0] ??
    (await counter.ppks.registerPpks({
      idempotencyKey: intent(),
      body: {
        personId: person.id,
        typeCode: 'LUT',
        criteria: elderly.criteria.map(({ code }) => ({ code, met: true })),
      },
    }))
  if (registration.status === 'reported')
    registration = await manager.ppks.verifyPpks({
      params: { registrationId: registration.id },
      ifMatch: registration.version,
      body: {},
    })
  tell(3, `PPKS ${registration.typeCode} is ${registration.status}`)

  // 4. Complaint in, screened, categorised, referred.
  const receipt = await counter.complaints.createComplaint({
    idempotencyKey: intent(),
    body: {
      reporter: { kind: 'listed', personId: person.id },
      regionCode: village,
      channel: 'agency_referral',
      story: 'Rumah bocor dan lantai tanah.',
      urgency: 'normal',
    },
  })
  let complaint = receipt.complaint
  const at = () => ({ params: { complaintId: complaint.id }, ifMatch: complaint.version })
  complaint = await counter.complaints.screenComplaint({ ...at(), body: { result: 'listed' } })
  complaint = await counter.complaints.categoriseComplaint({
    ...at(),
    body: { kind: 'programme_need', sector: 'housing', topic: 'unfit_house', programmeOwner: 'regency' },
  })
  const { items: institutions } = await counter.institutions.listInstitutions({ query: { limit: 1 } })
  let referral = await counter.referrals.referComplaint({
    ...at(),
    idempotencyKey: intent(),
    body: { institutionId: institutions[0].id, request: 'Mohon survei rumah.' },
  })
  tell(4, `ticket ${complaint.ticket} referred to ${referral.institutionName}`)

  // 5. Approved and sent by the manager; answered by the institution.
  const leg = () => ({ params: { referralId: referral.id }, ifMatch: referral.version })
  referral = await manager.referrals.approveReferral({ ...leg(), body: {} })
  referral = await institution.referrals.acceptReferral({ ...leg(), body: {} })
  referral = await institution.referrals.startReferral({ ...leg(), body: {} })
  referral = await institution.referrals.completeReferral({
    ...leg(),
    body: { result: 'served', note: 'Atap diganti.' },
  })
  tell(5, `referral is ${referral.status}, result ${referral.result}`)

  // 6. Outcome, closing, and what the citizen sees.
  complaint = await manager.complaints.getComplaint({ params: { complaintId: complaint.id } })
  complaint = await manager.complaints.determineOutcome({ ...at(), body: { outcome: 'served', note: 'Selesai.' } })
  complaint = await manager.complaints.closeComplaint({ ...at(), body: { told: 'in_person' } })
  const citizen = createClient(contracts, fetchTransport(url))
  const status = await citizen.complaints.getPublicComplaintStatus({
    body: { ticket: complaint.ticket, secret: receipt.secret },
  })
  tell(6, `the citizen sees: ${status.status}, outcome ${status.outcome}, ${status.steps.length} steps`)
  console.log('The journey is complete.')
} catch (error) {
  if (!(error instanceof ApiProblem)) throw error
  console.error(`${error.message} (request ${error.problem.requestId})`, error.problem.errors ?? '')
  process.exitCode = 1
}
