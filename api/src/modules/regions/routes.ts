import type { regions } from '@pandu-gempita/shared/regions'
import type { Handlers } from '../../kernel/handlers.ts'
import { listOfficeContacts, setOfficeContact } from './offices.ts'
import { getRegion, listChildRegions, listJurisdictions, searchRegions } from './queries.ts'

export const handlers: Handlers<typeof regions> = {
  searchRegions: (context, input) => searchRegions(context.db, input),
  listChildRegions: (context, { query }) => listChildRegions(context.db, query.parent),
  getRegion: (context, { params }) => getRegion(context.db, params.regionCode),
  listJurisdictions: (context) => listJurisdictions(context.db),
  listOfficeContacts: (context, input) => listOfficeContacts(context.db, input),
  setOfficeContact,
}
