import type { drafts } from '@pandu-gempita/shared/drafts'
import { draftForm, keepDraft } from '../factories/drafts.ts'
import type { Samples } from './sample.ts'

/** All of them show and touch only what is the caller's own; that nobody else's is reached is in `test/rules/drafts.db.test.ts`. */
export const draftsSamples: Samples<typeof drafts> = {
  listDrafts: async (world) => {
    const as = await world.officer('puskesos_front_office', 'drafts')
    await keepDraft(as, 'intake', {}, (await as.api.drafts.listDrafts()).items[0]?.version ?? 0)
    return { as, request: {}, elsewhere: 'everyone' }
  },
  getDraft: async (world) => {
    const as = await world.officer('slrt_manager')
    const { form } = await keepDraft(as)
    return { as, request: { params: { form } }, elsewhere: 'everyone' }
  },
  putDraft: async (world) => ({
    as: await world.officer('slrt_manager'),
    request: { params: { form: draftForm() }, body: { content: '{"note":"Ditulis sebagian."}' }, ifMatch: 0 },
    elsewhere: 'everyone',
  }),
  discardDraft: async (world) => {
    const as = await world.officer('slrt_manager')
    const { form, version } = await keepDraft(as)
    return { as, request: { params: { form }, ifMatch: version }, elsewhere: 'everyone' }
  },
}
