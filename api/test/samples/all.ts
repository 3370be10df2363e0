/** Every operation of the product with its sample, for the batteries to loop over. */
import { contracts, type Contracts } from '@pandu-gempita/shared/contracts'
import type { Contract, Operation } from '@pandu-gempita/shared/contract/operation'
import type { Caller } from '../harness.ts'
import type { World } from '../world.ts'
import { accessSamples } from './access.ts'
import { auditSamples } from './audit.ts'
import { complaintsSamples } from './complaints.ts'
import { draftsSamples } from './drafts.ts'
import { exchangeSamples } from './exchange.ts'
import { exportsSamples } from './exports.ts'
import { familiesSamples } from './families.ts'
import { identitySamples } from './identity.ts'
import { importsSamples } from './imports.ts'
import { institutionsSamples } from './institutions.ts'
import { jobsSamples } from './jobs.ts'
import { personsSamples } from './persons.ts'
import { ppksSamples } from './ppks.ts'
import { programmesSamples } from './programmes.ts'
import { referralsSamples } from './referrals.ts'
import { regionsSamples } from './regions.ts'
import { releasesSamples } from './releases.ts'
import type { Elsewhere, Samples } from './sample.ts'
import { systemSamples } from './system.ts'
import { uploadsSamples } from './uploads.ts'
import { webhooksSamples } from './webhooks.ts'
import { workSamples } from './work.ts'

const samples: { readonly [M in keyof Contracts]: Samples<Contracts[M]> } = {
  jobs: jobsSamples,
  system: systemSamples,
  regions: regionsSamples,
  identity: identitySamples,
  access: accessSamples,
  drafts: draftsSamples,
  audit: auditSamples,
  persons: personsSamples,
  families: familiesSamples,
  institutions: institutionsSamples,
  programmes: programmesSamples,
  ppks: ppksSamples,
  complaints: complaintsSamples,
  referrals: referralsSamples,
  imports: importsSamples,
  uploads: uploadsSamples,
  releases: releasesSamples,
  exchange: exchangeSamples,
  exports: exportsSamples,
  webhooks: webhooksSamples,
  work: workSamples,
}

/** A sample whose operation is known only at run time. */
export interface AnySample {
  readonly as: Caller
  readonly request: {
    readonly params?: Readonly<Record<string, string>>
    readonly query?: Readonly<Record<string, unknown>>
    readonly body?: unknown
    readonly ifMatch?: number
    readonly idempotencyKey?: string
    readonly upload?: { readonly type: string; readonly name?: string; readonly bytes: Uint8Array }
  }
  readonly elsewhere: Elsewhere
}
export interface SampledOperation {
  readonly module: string
  readonly id: string
  readonly operation: Operation
  readonly sample: (world: World) => Promise<AnySample>
}

const all: Readonly<Record<string, Contract>> = contracts
const makers = samples as unknown as Readonly<
  Record<string, Readonly<Record<string, (world: World) => Promise<AnySample>>>>
>

export const sampledOperations: readonly SampledOperation[] = Object.entries(all).flatMap(([module, contract]) =>
  Object.entries(contract.operations).map(([id, operation]) => {
    const sample = makers[module]?.[id]
    if (!sample) throw new Error(`${module}.${id} has no sample`)
    return { module, id, operation, sample }
  }),
)
