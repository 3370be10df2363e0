/** One intake. It is kept as a draft on the server; nothing of it is stored in the browser. */
import { NewComplaint } from '@pandu-gempita/shared/complaints'
import type {
  complaintChannels,
  complaintKinds,
  complaintTopics,
  ConfidentialReason,
  urgencies,
} from '@pandu-gempita/shared/complaint-record'
import type { sectors } from '@pandu-gempita/shared/institutions'
import type { ownerLevels } from '@pandu-gempita/shared/programmes'
import { Type, type Static } from 'typebox'
import { reactive } from 'vue'

export type IntakeStep = 'who' | 'what' | 'known' | 'decide' | 'receipt'
export const intakeSteps: readonly IntakeStep[] = ['who', 'what', 'known', 'decide', 'receipt']

type Complaint = Static<typeof NewComplaint>
export type Channel = (typeof complaintChannels)[number]
export const WhatSchema = Type.Object(
  {
    story: NewComplaint.properties.story,
    regionCode: NewComplaint.properties.regionCode,
    channel: NewComplaint.properties.channel,
    urgency: NewComplaint.properties.urgency,
    kind: NewComplaint.properties.kind,
    sector: NewComplaint.properties.sector,
    topic: NewComplaint.properties.topic,
    programmeOwner: NewComplaint.properties.programmeOwner,
    programmeCode: NewComplaint.properties.programmeCode,
    confidential: NewComplaint.properties.confidential,
    /** Who is accused works for the village of the report. */
    accusedHere: Type.Boolean(),
  },
  { additionalProperties: false },
)

export interface Intake {
  /** The step that a draft is taken up again at. */
  reached: IntakeStep
  reporterKind: 'listed' | 'unlisted' | 'anonymous' | undefined
  reporterId: string | undefined
  reporterName: string
  reporterPhone: string
  reporterSex: 'male' | 'female' | undefined
  forWhom: 'self' | 'other' | 'nobody'
  subjectId: string | undefined
  what: {
    story: string
    regionCode: string | undefined
    channel: Channel
    urgency: (typeof urgencies)[number]
    kind: (typeof complaintKinds)[number] | undefined
    sector: (typeof sectors)[number] | undefined
    topic: (typeof complaintTopics)[number] | undefined
    programmeOwner: (typeof ownerLevels)[number] | undefined
    programmeCode: string | undefined
    confidential: ConfidentialReason | undefined
    accusedHere: boolean
  }
}
const fresh = (channel: Channel): Intake => ({
  reached: 'who',
  reporterKind: undefined,
  reporterId: undefined,
  reporterName: '',
  reporterPhone: '',
  reporterSex: undefined,
  forWhom: 'self',
  subjectId: undefined,
  what: {
    story: '',
    regionCode: undefined,
    channel,
    urgency: 'normal',
    kind: undefined,
    sector: undefined,
    topic: undefined,
    programmeOwner: undefined,
    programmeCode: undefined,
    confidential: undefined,
    accusedHere: false,
  },
})
export const useIntake = (channel: Channel): Intake => reactive(fresh(channel))
export const reset = (intake: Intake, channel: Channel): void => {
  Object.assign(intake, fresh(channel))
}
/** Whom the report is about, if it is somebody in the data. */
export const subjectOf = (intake: Intake): string | undefined =>
  intake.forWhom === 'self' ? intake.reporterId : intake.forWhom === 'other' ? intake.subjectId : undefined

export const complaintFrom = (intake: Intake, draft: boolean): Complaint => {
  const { what } = intake
  const phone = intake.reporterPhone.trim()
  const subjectPersonId = subjectOf(intake)
  const reporter =
    intake.reporterKind === 'listed' && intake.reporterId
      ? { kind: 'listed', personId: intake.reporterId, ...(phone && { phone }) }
      : intake.reporterKind === 'unlisted'
        ? {
            kind: 'unlisted',
            name: intake.reporterName.trim(),
            ...(phone && { phone }),
            ...(intake.reporterSex && { sex: intake.reporterSex }),
          }
        : { kind: 'anonymous' }
  return {
    reporter,
    regionCode: what.regionCode ?? '',
    channel: what.channel,
    story: what.story.trim(),
    urgency: what.urgency,
    ...(subjectPersonId && { subjectPersonId }),
    ...(what.confidential && { confidential: what.confidential }),
    ...(what.accusedHere && what.regionCode && { accused: [{ kind: 'region', regionCode: what.regionCode }] }),
    ...(what.kind && { kind: what.kind }),
    ...(what.sector && { sector: what.sector }),
    ...(what.topic && { topic: what.topic }),
    ...(what.programmeOwner && { programmeOwner: what.programmeOwner }),
    ...(what.programmeCode && { programmeCode: what.programmeCode }),
    ...(draft && { draft: true }),
  } as Complaint
}

/** Something that nobody wants to say again: who came, or a first word. */
export const hasBegun = ({ reporterKind, what }: Intake): boolean =>
  reporterKind !== undefined || what.story.trim() !== ''
/** How far one may go: a step is open once those before it have what they ask for. */
export const furthestStep = (intake: Intake): IntakeStep => {
  const { reporterKind, reporterId, reporterName, forWhom, subjectId, what } = intake
  const named =
    reporterKind === 'anonymous' || (reporterKind === 'listed' ? reporterId : reporterKind && reporterName.trim())
  if (!named || (forWhom === 'other' && !subjectId)) return 'who'
  return what.story.trim() && what.regionCode ? 'decide' : 'what'
}
