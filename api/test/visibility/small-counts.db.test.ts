/** A count that is as good as a name is told only to who may read the records. */
import { expect, test } from '@jest/globals'
import { smallestCount } from '@pandu-gempita/shared/work'
import { createComplaint } from '../factories/complaints.ts'
import { useWorld } from '../world.ts'
import type { RoleCode } from '@pandu-gempita/shared/permissions'

const world = useWorld()

const openFor = async (role: RoleCode): Promise<number | null> =>
  (await (await world.officer(role)).api.work.getAreaSummary({})).openComplaints

test('below five the auditor and the companion hear no number; from five on they do', async () => {
  expect(await openFor('auditor')).toBe(0)
  for (let count = 1; count <= smallestCount; count++) {
    await createComplaint(world)
    // Who may read the cases may count them.
    expect(await openFor('slrt_manager')).toBe(count)
    for (const role of ['auditor', 'regional_companion'] as const)
      expect([role, count, await openFor(role)]).toEqual([role, count, count < smallestCount ? null : count])
  }
})
