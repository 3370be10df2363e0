/**
 * Hundreds of random cases (a thousand in the long run), every role, every place where a case can show: of a case that is kept from an officer nothing
 * appears to him, and what is kept from nobody is there. What "kept" means is said here anew, from the words of the rule.
 */
import { expect, test } from '@jest/globals'
import { complaintRecord, confidentialReasons, integrityReasons } from '@pandu-gempita/shared/complaint-record'
import { inGroup } from '@pandu-gempita/shared/contract/record'
import { permissionsOfRole, roleCodes, rolePresets, type RoleCode } from '@pandu-gempita/shared/permissions'
import fc from 'fast-check'
import { newComplaintBody } from '../factories/complaints.ts'
import type { Caller } from '../harness.ts'
import { settings } from '../properties/seed.ts'
import { newKey, useWorld } from '../world.ts'

/** The long run files a thousand. */
const CASES = process.env['PANDU_SOAK'] ? 1_000 : 200
const AT_ONCE = 8
const ACCUSED = ['nobody', 'village', 'its kecamatan', 'other village', 'institution', 'officer'] as const
type Reason = (typeof confidentialReasons)[number]
interface Case {
  readonly id: string
  readonly ticket: string
  readonly reason: Reason | null
  readonly accused: (typeof ACCUSED)[number]
  readonly referred: boolean
}

const world = useWorld()
const drawn = fc.record({
  reason: fc.option(fc.constantFrom(...confidentialReasons), { freq: 3 }),
  accused: fc.constantFrom(...ACCUSED),
  elsewhere: fc.boolean(),
  referred: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
})

/** The officer who is accused by name in some of them. */
const accusedOfficer = () => world.officer('slrt_manager', 'accused')

async function fileCases(): Promise<Case[]> {
  const { api } = await world.officer('slrt_front_office')
  const accusedId = (await accusedOfficer()).id
  const body = await newComplaintBody(world)
  const { seed } = settings(1)
  const plans = fc.sample(drawn, { numRuns: CASES, ...(seed !== undefined && { seed }) })
  const made: Case[] = []
  const file = async ({ reason, accused, elsewhere, referred }: (typeof plans)[number]): Promise<void> => {
    const { complaint } = await api.complaints.createComplaint({
      idempotencyKey: newKey(),
      body: {
        ...body,
        regionCode: elsewhere ? world.otherVillage.village : world.here.village,
        ...(reason && { confidential: reason }),
        ...(accused !== 'nobody' && {
          accused: [
            accused === 'institution'
              ? { kind: 'institution' as const, institutionId: world.institutionId }
              : accused === 'officer'
                ? { kind: 'officer' as const, accountId: accusedId }
                : {
                    kind: 'region' as const,
                    regionCode: {
                      village: world.here.village,
                      'its kecamatan': world.here.district,
                      'other village': world.otherVillage.village,
                    }[accused],
                  },
          ],
        }),
      },
    })
    if (referred)
      await world.owner.query(
        `insert into referrals (jurisdiction_id, id, complaint_id, institution_jurisdiction_id, institution_id, institution_name, region_code, status, request, created_by, created_by_name)
         select jurisdiction_id, new_id(jurisdiction_id), id, jurisdiction_id, $2, 'Dinas Sosial Sragen', region_code, 'sent', 'Mohon dibantu.', created_by, created_by_name from complaints where id = $1`,
        [complaint.id, world.institutionId],
      )
    made.push({ id: complaint.id, ticket: complaint.ticket, reason, accused, referred })
  }
  for (let from = 0; from < plans.length; from += AT_ONCE)
    await Promise.all(plans.slice(from, from + AT_ONCE).map(file))
  return made
}

/** Works for who is accused: in the village or its kecamatan, in the institution, or is the officer himself. */
function isInConflict({ spec, id }: Caller, { accused }: Case, officerId: string): boolean {
  const region = spec.region ?? ''
  const { here, otherVillage } = world
  switch (accused) {
    case 'village':
      return region === here.village || region === here.district
    case 'its kecamatan':
      return region.startsWith(here.district)
    case 'other village':
      return region === otherVillage.village || region === otherVillage.district
    case 'institution':
      return spec.institutionId === world.institutionId
    case 'officer':
      return id === officerId
    case 'nobody':
      return false
  }
}
const isOutside = (role: RoleCode, { reason }: Case): boolean =>
  reason !== null &&
  !permissionsOfRole(role).includes(
    (integrityReasons as readonly string[]).includes(reason) ? 'complaint.read-integrity' : 'ppks.read-restricted',
  )

type Page = { readonly items: readonly object[]; readonly nextCursor?: string | null }
/** All pages; nothing where the officer may not ask. */
async function all<T extends object>(read: (cursor: string | undefined) => Promise<unknown>): Promise<T[]> {
  const items: T[] = []
  try {
    for (let cursor: string | undefined; ;) {
      const page = (await read(cursor)) as Page
      items.push(...(page.items as T[]))
      if (!page.nextCursor) return items
      cursor = page.nextCursor
    }
  } catch (error) {
    if ((error as { problem?: { code: string } }).problem?.code === 'permission-missing') return []
    throw error
  }
}
interface Shown {
  readonly id?: string
  readonly subjectId?: string
  readonly complaintId?: string
  readonly status?: string
}

test(`${CASES} cases, every role: of what is kept from an officer nothing shows, what is kept from nobody does`, async () => {
  const cases = await fileCases()
  const { rows: legs } = await world.owner.query<{ id: string; complaint_id: string }>(
    'select id, complaint_id from referrals',
  )
  const legOf = new Map(legs.map((leg) => [leg.complaint_id, leg.id]))
  const accused = await accusedOfficer()
  let kept = 0
  for (const officer of [...(await Promise.all(roleCodes.map((role) => world.officer(role)))), accused]) {
    const { api } = officer
    const role = officer.spec.role as RoleCode
    const hidden = cases.filter((one) => isInConflict(officer, one, accused.id) || isOutside(role, one))
    // Whom a leg was sent to sees that leg, confidential or not: only the accused do not.
    const receives = officer.spec.institutionId !== undefined
    const ids = new Set(
      hidden.flatMap((one) =>
        receives && !isInConflict(officer, one, accused.id) ? [one.id] : [one.id, legOf.get(one.id) ?? one.id],
      ),
    )
    kept += hidden.length
    const complaints = await all<Shown>((cursor) =>
      api.complaints.listComplaints({ query: { limit: 200, ...(cursor && { cursor }) } }),
    )
    const places: Record<string, readonly Shown[]> = {
      complaints,
      referrals: await all<Shown>((cursor) =>
        api.referrals.listReferrals({ query: { limit: 200, ...(cursor && { cursor }) } }),
      ),
      work: await all<Shown>(() => api.work.getMyWork().then(({ items }) => ({ items }))),
      feed: await all<Shown>((cursor) =>
        api.exchange
          .listChanges({ query: { limit: 200, ...(cursor && { cursor }) } })
          .then(({ items, more, cursor: next }) => ({ items, nextCursor: more ? next : null })),
      ),
      audit: permissionsOfRole(role).includes('complaint.read')
        ? await all<Shown>((cursor) => api.audit.listAuditEntries({ query: { limit: 200, ...(cursor && { cursor }) } }))
        : [],
    }
    for (const [place, items] of Object.entries(places))
      expect({
        role,
        place,
        leaks: items.filter(({ id, subjectId, complaintId }) =>
          [id, subjectId, receives ? undefined : complaintId].some((one) => ids.has(one ?? '')),
        ),
      }).toEqual({ role, place, leaks: [] })

    // One by one, by every door, the same answer as for what there is not.
    for (const one of hidden.slice(0, 12)) {
      const params = { complaintId: one.id }
      for (const asked of [
        () => api.complaints.getComplaint({ params }),
        () => api.complaints.listComplaintTimeline({ params }),
        () => api.complaints.screenComplaint({ params, ifMatch: 1, body: { result: 'listed' } }),
      ]) {
        const answer = await asked().then(
          () => 'seen',
          (error: { problem: { code: string } }) => error.problem.code,
        )
        expect({ role, answer }).toEqual({ role, answer: expect.stringMatching(/^(not-found|permission-missing)$/) })
        expect(answer).not.toBe('seen')
      }
      if (permissionsOfRole(role).includes('complaint.read'))
        expect((await api.complaints.listComplaints({ query: { ticket: one.ticket } })).items).toEqual([])
    }

    // Numbers tell no more than the list.
    const { ownOnly = [] } = rolePresets[role] as { readonly ownOnly?: readonly string[] }
    const reads = ['complaint.read', 'report.read'].every((one) =>
      permissionsOfRole(role).includes(one as 'report.read'),
    )
    if (reads && !ownOnly.includes('complaint.read')) {
      const { openComplaints } = await api.work.getAreaSummary()
      const running = complaints.filter(({ status }) => inGroup(complaintRecord, 'running', status as 'registered'))
      expect({ role, openComplaints }).toEqual({ role, openComplaints: running.length })
    }
  }
  expect(kept).toBeGreaterThan(CASES)

  // And nothing more is kept than must be.
  const manager = await world.officer('slrt_manager')
  const seen = new Set(
    (
      await all<Shown>((cursor) =>
        manager.api.complaints.listComplaints({ query: { limit: 200, ...(cursor && { cursor }) } }),
      )
    ).map(({ id }) => id),
  )
  const open = cases.filter((one) => !isInConflict(manager, one, accused.id) && !isOutside('slrt_manager', one))
  expect(open.filter(({ id }) => !seen.has(id))).toEqual([])
  const integrity = await world.officer('integrity_officer')
  const theirs = new Set(
    (
      await all<Shown>((cursor) =>
        integrity.api.complaints.listComplaints({ query: { limit: 200, ...(cursor && { cursor }) } }),
      )
    ).map(({ id }) => id),
  )
  expect(cases.filter(({ reason, id }) => reason === 'levy' && !theirs.has(id))).toEqual([])
}, 240_000)
