/** The closed lists of the contract. A code without words fails the type check, in either language. */
import type { RefusalReason } from '@pandu-gempita/shared/allowed-action'
import type { accessReleaseKinds, accessReleaseRecord, accountRecord } from '@pandu-gempita/shared/access'
import type {
  complaintChannels,
  complaintKinds,
  accusedKinds,
  complaintTopics,
  confidentialReasons,
  endingKinds,
  gonePeople,
  identityProofs,
  outcomes,
  reporterKinds,
  screeningResults,
  tellingWays,
  complaintRecord,
  urgencies,
} from '@pandu-gempita/shared/complaint-record'
import type { followedSubjects } from '@pandu-gempita/shared/events'
import type { relations } from '@pandu-gempita/shared/families'
import type { exportFailures, exportFormats, exportKinds, exportStatuses } from '@pandu-gempita/shared/exports'
import type { identifierForms } from '@pandu-gempita/shared/exchange'
import type {
  importFailures,
  ImportField,
  ImportHold,
  importRecord,
  RejectCode,
} from '@pandu-gempita/shared/import-record'
import type { institutionKinds, sectors } from '@pandu-gempita/shared/institutions'
import type { jobStates, jobTasks } from '@pandu-gempita/shared/jobs'
import type { PermissionCode, RoleCode } from '@pandu-gempita/shared/permissions'
import type {
  dataSources,
  identifierStatuses,
  identifierTypes,
  identityStatuses,
  matchReasons,
  personWarnings,
  sexes,
  deathSources,
  membershipStatuses,
} from '@pandu-gempita/shared/persons'
import type { ppksRecord, ppksWarnings } from '@pandu-gempita/shared/ppks'
import type { ownerLevels } from '@pandu-gempita/shared/programmes'
import type { RetentionKind } from '@pandu-gempita/shared/retention'
import type { declineReasons, referralRecord, referralResults } from '@pandu-gempita/shared/referrals'
import type { regionKinds } from '@pandu-gempita/shared/regions'
import type { workGroups, workKinds } from '@pandu-gempita/shared/work'
import type {
  webhookDeliveryErrors,
  webhookDeliveryStatuses,
  webhookFailures,
  webhookRecord,
} from '@pandu-gempita/shared/webhooks'

type Of<L extends readonly string[]> = Readonly<Record<L[number], string>>
export interface CodeLabels {
  readonly complaintStatus: Of<(typeof complaintRecord)['states']>
  readonly referralStatus: Of<(typeof referralRecord)['states']>
  readonly ppksStatus: Of<(typeof ppksRecord)['states']>
  readonly importStatus: Of<(typeof importRecord)['states']>
  readonly importStage: Readonly<
    Record<
      'waiting' | 'reading' | 'matching' | 'review' | 'applying' | 'done' | 'refused' | 'cancelled' | 'mapping',
      string
    >
  >
  readonly importFailure: Of<typeof importFailures>
  readonly importField: Readonly<Record<ImportField, string>>
  readonly importHold: Readonly<Record<ImportHold, string>>
  readonly reject: Readonly<Record<RejectCode, string>>
  readonly exportStatus: Of<typeof exportStatuses>
  readonly exportFailure: Of<typeof exportFailures>
  readonly jobTask: Of<typeof jobTasks>
  readonly retention: Readonly<Record<RetentionKind, string>>
  readonly jobState: Of<typeof jobStates>
  readonly exportKind: Of<typeof exportKinds>
  readonly exportFormat: Of<typeof exportFormats>
  readonly identifierForm: Of<typeof identifierForms>
  readonly webhookStatus: Of<(typeof webhookRecord)['states']>
  readonly webhookFailure: Of<typeof webhookFailures>
  readonly webhookSubject: Of<typeof followedSubjects>
  readonly webhookDeliveryStatus: Of<typeof webhookDeliveryStatuses>
  readonly webhookDeliveryError: Of<typeof webhookDeliveryErrors>
  readonly accountStatus: Of<(typeof accountRecord)['states']>
  readonly releaseStatus: Of<(typeof accessReleaseRecord)['states']>
  readonly releaseKind: Of<typeof accessReleaseKinds>
  readonly kind: Of<typeof complaintKinds>
  readonly topic: Of<typeof complaintTopics>
  readonly channel: Of<typeof complaintChannels>
  readonly urgency: Of<typeof urgencies>
  readonly confidential: Of<typeof confidentialReasons>
  readonly ending: Of<typeof endingKinds>
  readonly accused: Of<typeof accusedKinds>
  readonly screening: Of<typeof screeningResults>
  readonly identityProof: Of<typeof identityProofs>
  readonly outcome: Of<typeof outcomes>
  readonly reporter: Of<typeof reporterKinds>
  readonly sector: Of<typeof sectors>
  readonly owner: Of<typeof ownerLevels>
  readonly institutionKind: Of<typeof institutionKinds>
  readonly declineReason: Of<typeof declineReasons>
  readonly referralResult: Of<typeof referralResults>
  readonly relation: Of<typeof relations>
  readonly sex: Of<typeof sexes>
  readonly identityStatus: Of<typeof identityStatuses>
  readonly identifierType: Of<typeof identifierTypes>
  readonly identifierStatus: Of<typeof identifierStatuses>
  readonly dataSource: Of<typeof dataSources>
  readonly match: Of<typeof matchReasons>
  readonly personWarning: Of<typeof personWarnings>
  readonly ppksWarning: Of<typeof ppksWarnings>
  readonly regionKind: Of<typeof regionKinds>
  readonly workGroup: Of<typeof workGroups>
  readonly workKind: Of<typeof workKinds>
  readonly role: Readonly<Record<RoleCode, string>>
  readonly permission: Readonly<Record<PermissionCode, string>>
  readonly scope: Readonly<Record<'national' | 'area' | 'institution', string>>
  readonly addressKind: Readonly<Record<'card' | 'domicile', string>>
  readonly unit: Readonly<Record<'person' | 'family' | 'group', string>>
  readonly actorKind: Readonly<Record<'officer' | 'machine' | 'public' | 'system', string>>
  readonly tellingWay: Readonly<Record<(typeof tellingWays)[number], string>>
  readonly goneWhy: Readonly<Record<(typeof gonePeople)[number], string>>
  readonly deathSaidBy: Readonly<Record<(typeof deathSources)[number], string>>
  readonly membership: Readonly<Record<(typeof membershipStatuses)[number], string>>
  readonly actionReason: Readonly<Record<RefusalReason, string>>
}
export type CodeList = keyof CodeLabels
