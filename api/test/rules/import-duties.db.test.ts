/** Mapping and applying of one import are never one person's. */
import { expect, test } from '@jest/globals'
import { fileOf, prepareBatch, uploadBatch } from '../factories/imports.ts'
import { useWorld } from '../world.ts'

const world = useWorld()

test('who said which column is which does not accept what comes of it', async () => {
  const { id } = await uploadBatch(world, fileOf())
  const matched = await prepareBatch(world, id)
  const both = await world.officer('slrt_manager', 'both')
  await world.owner.query(
    `insert into grants (jurisdiction_id, account_id, role_code, scope, region_code, released_at) values ($1, $2, 'slrt_back_office', 'area', $3, now())`,
    [world.shards.here, both.id, world.here.regency],
  )
  const { api } = await world.officer('slrt_manager', 'both')
  const { columns, version } = await api.imports.getImportMapping({ params: { importId: id } })
  await api.imports.mapImport({
    params: { importId: id },
    ifMatch: version,
    body: { columns: columns.flatMap(({ position, field }) => (field ? [{ position, field }] : [])) },
  })
  const again = await prepareBatch(world, id)
  expect(again.status).toBe('matched')
  const review = (caller: typeof both) =>
    caller.api.imports.reviewImport({
      params: { importId: id },
      ifMatch: again.version,
      body: { acceptedHolds: again.holds },
    })
  await expect(review(both)).rejects.toMatchObject({ problem: { code: 'separation-of-duties' } })
  expect((await review(await world.officer('slrt_manager'))).status).toBe('reviewed')
  expect(matched.status).toBe('matched')
})
