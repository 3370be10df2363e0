/** The one registry of contracts: module name to contract. */
import { access } from './access.ts'
import { audit } from './audit.ts'
import { complaints } from './complaints.ts'
import { drafts } from './drafts.ts'
import { exchange } from './exchange.ts'
import { exports } from './exports.ts'
import { families } from './families.ts'
import { identity } from './identity.ts'
import { imports } from './imports.ts'
import { institutions } from './institutions.ts'
import { jobs } from './jobs.ts'
import { persons } from './persons.ts'
import { ppks } from './ppks.ts'
import { programmes } from './programmes.ts'
import { referrals } from './referrals.ts'
import { regions } from './regions.ts'
import { releases } from './releases.ts'
import { system } from './system.ts'
import { uploads } from './uploads.ts'
import { webhooks } from './webhooks.ts'
import { work } from './work.ts'

export const contracts = {
  jobs,
  system,
  regions,
  identity,
  access,
  drafts,
  audit,
  persons,
  families,
  institutions,
  programmes,
  ppks,
  complaints,
  referrals,
  imports,
  uploads,
  releases,
  exchange,
  exports,
  webhooks,
  work,
}
export type Contracts = typeof contracts
