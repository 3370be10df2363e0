/** Every permission with its meaning, and the role presets of domain.md 10.3 that are seeded into the database. */

export const permissions = {
  'account.read': 'See accounts and their grants',
  'account.manage': 'Create, suspend and grant accounts',
  'client.manage': 'Create, rotate and revoke machine clients',
  'access.release': 'Release access to personal data that an administrator has made',
  'audit.read': 'Read the audit log (no personal values in it)',
  'access-log.read': 'See who has looked at a person',
  'person.read': 'Find and open persons and families, identifiers masked',
  'person.reveal': 'See full identifiers, giving a reason that is logged',
  'person.create': 'Register a person, also without identity papers',
  'person.update': 'Correct the data of a person',
  'import.read': 'See import batches, their differences and rejected rows',
  'import.upload': 'Upload a data file',
  'import.apply': 'Apply or refuse a checked import',
  'change.read': 'Follow what changes in an area, as ids and codes, of what one may read anyway',
  'export.create': 'Take persons of an area out in bulk, identifiers masked',
  'export.full': 'Take persons of an area out in bulk with full identifiers',
  'webhook.read': 'See webhooks and what became of their messages',
  'webhook.manage': 'Have events of an area sent to another system, and stop that',
  'job.read': 'See background jobs of an area and whether the worker lives, without their content',
  'job.manage': 'Try a background job again, or give it up',
  'ppks.read': 'See PPKS registrations of ordinary types',
  'ppks.read-restricted':
    'See PPKS registrations of protected types (children in contact with the law, victims, health)',
  'ppks.register': 'Register a person as PPKS',
  'ppks.verify': 'Verify a PPKS registration for the village',
  'ppks.validate': 'Validate a PPKS registration for the kecamatan',
  'ppks.determine': 'Determine a PPKS registration for the dinas sosial',
  'ppks.return': 'Send a PPKS registration back to who reported it',
  'ppks.follow-up': 'Record service and exit of a determined PPKS',
  'office.manage': 'Say how citizens reach an office: telephone, hours and address',
  'institution.read': 'See institutions that take referrals',
  'institution.manage': 'Keep the list of institutions',
  'programme.read': 'See programmes',
  'complaint.read': 'See complaints and needs',
  'complaint.read-integrity': 'See cases of levies and of the conduct of officers (integrity team, Inspektorat)',
  'complaint.review': 'Review for the Inspektorat that a confidential case was rejected',
  'complaint.reveal-reporter': 'See who reported a confidential case, giving a reason that the reporter can see',
  'complaint.create': 'Record a complaint or need',
  'complaint.process': 'Screen, categorise, handle and escalate',
  'complaint.determine': 'Determine the outcome and close',
  'referral.read': 'See referrals',
  'referral.create': 'Refer a complaint to an institution',
  'referral.approve': 'Approve and send a referral',
  'referral.answer': 'Answer referrals for one’s institution',
  'report.read': 'See counts of an area, without persons',
} as const
export type PermissionCode = keyof typeof permissions

declare module '@pandu-gempita/shared/contract/words' {
  interface Words {
    readonly permission: PermissionCode
  }
}

export const permissionCodes = Object.keys(permissions) as PermissionCode[]

/**
 * Whose reading permission a permission amounts to, or null when it shows nothing of any citizen. A new permission
 * does not compile before this is said: access by it waits for a second person, who can read as much (docs/adr/0016).
 */
export const personalDataOf: Readonly<Record<PermissionCode, PermissionCode | null>> = {
  'account.read': null,
  'account.manage': null,
  'client.manage': null,
  'access.release': null,
  'audit.read': null,
  'access-log.read': 'access-log.read',
  'person.read': 'person.read',
  'person.reveal': 'person.reveal',
  'person.create': 'person.read',
  'person.update': 'person.read',
  'import.read': 'import.read',
  'import.upload': 'import.read',
  'import.apply': 'import.read',
  // Alone it shows nothing: each event also asks for the permission to read what it happened to.
  'change.read': null,
  // Their messages hold what `change.read` tells, to who may follow it.
  'webhook.read': null,
  'webhook.manage': null,
  'export.create': 'person.read',
  'export.full': 'person.reveal',
  'job.read': null,
  'job.manage': null,
  'ppks.read': 'ppks.read',
  'ppks.read-restricted': 'ppks.read-restricted',
  'ppks.register': 'ppks.read',
  'ppks.verify': 'ppks.read',
  'ppks.validate': 'ppks.read',
  'ppks.determine': 'ppks.read',
  'ppks.return': 'ppks.read',
  'ppks.follow-up': 'ppks.read',
  'office.manage': null,
  'institution.read': null,
  'institution.manage': null,
  'programme.read': null,
  'complaint.read': 'complaint.read',
  'complaint.read-integrity': 'complaint.read-integrity',
  'complaint.reveal-reporter': 'complaint.reveal-reporter',
  'complaint.review': 'complaint.read-integrity',
  'complaint.create': 'complaint.read',
  'complaint.process': 'complaint.read',
  'complaint.determine': 'complaint.read',
  'referral.read': 'referral.read',
  'referral.create': 'referral.read',
  'referral.approve': 'referral.read',
  'referral.answer': 'referral.read',
  'report.read': null,
}
export const personalPermissions = permissionCodes.filter((code) => personalDataOf[code] !== null)
export const reachPersonalData = (codes: readonly PermissionCode[]): boolean =>
  codes.some((code) => personalDataOf[code] !== null)

/** A program makes no accounts or programs and releases none: rights would spread without a person who answers for it. */
export const notForMachines: readonly PermissionCode[] = ['account.manage', 'client.manage', 'access.release']

const making: readonly PermissionCode[] = ['account.manage', 'client.manage']
/** Who makes access neither releases it nor has any to data of citizens: one account is never both sides of the two-person rule. */
export const exclusiveWith = (one: PermissionCode, other: PermissionCode): boolean => {
  const releasedOrReads = (code: PermissionCode) => code === 'access.release' || personalDataOf[code] !== null
  return (making.includes(one) && releasedOrReads(other)) || (making.includes(other) && releasedOrReads(one))
}

/** Levels of a registration that are decided by three: never two of them by one program. */
export const ppksLevels = [
  'ppks.verify',
  'ppks.validate',
  'ppks.determine',
] as const satisfies readonly PermissionCode[]

export type ScopeKind = 'national' | 'area' | 'institution' | 'self'

export interface RolePreset {
  readonly label: string
  readonly labelEn: string
  /** What a grant of this role is bound to. */
  readonly scope: 'national' | 'area' | 'institution'
  readonly permissions: readonly PermissionCode[]
  /** Permissions that reach only what the account itself recorded. */
  readonly ownOnly?: readonly PermissionCode[]
  /** Held so that they can be given to others: the screens do not offer them as daily work. */
  readonly toAppoint?: readonly PermissionCode[]
}

const counter = [
  'person.read',
  'person.create',
  'person.update',
  'ppks.read',
  'ppks.register',
  'complaint.read',
  'complaint.create',
  'referral.read',
  'institution.read',
  'programme.read',
  'report.read',
] as const satisfies readonly PermissionCode[]
const backOffice = [
  'person.read',
  'person.reveal',
  'person.create',
  'person.update',
  'ppks.read',
  'ppks.read-restricted',
  'ppks.register',
  'ppks.follow-up',
  'complaint.read',
  'complaint.create',
  'complaint.process',
  'complaint.reveal-reporter',
  'referral.read',
  'referral.create',
  'institution.read',
  'programme.read',
  'report.read',
] as const satisfies readonly PermissionCode[]
const decider = [
  'person.read',
  'person.reveal',
  'ppks.read',
  'ppks.read-restricted',
  'complaint.read',
  'complaint.process',
  'complaint.determine',
  'complaint.reveal-reporter',
  'referral.read',
  'referral.approve',
  'institution.read',
  'programme.read',
  'report.read',
  'access-log.read',
] as const satisfies readonly PermissionCode[]

export const rolePresets = {
  facilitator: {
    label: 'Fasilitator',
    labelEn: 'Facilitator',
    scope: 'area',
    permissions: [
      'person.read',
      'person.create',
      'ppks.read',
      'ppks.register',
      'complaint.create',
      'institution.read',
      'programme.read',
      'report.read',
    ],
    ownOnly: ['complaint.read', 'complaint.process', 'referral.read', 'ppks.read-restricted'],
  },
  puskesos_front_office: {
    label: 'Puskesos: front office (penerima pengaduan)',
    labelEn: 'Puskesos front office',
    scope: 'area',
    permissions: counter,
  },
  puskesos_back_office: {
    label: 'Puskesos: back office (layanan dan rujukan)',
    labelEn: 'Puskesos back office',
    scope: 'area',
    permissions: backOffice,
  },
  puskesos_coordinator: {
    label: 'Koordinator Puskesos',
    labelEn: 'Puskesos coordinator',
    scope: 'area',
    permissions: [...decider, 'ppks.verify', 'ppks.return', 'office.manage'],
  },
  supervisor: {
    label: 'Supervisor kecamatan',
    labelEn: 'District supervisor',
    scope: 'area',
    permissions: [
      'person.read',
      'ppks.read',
      'ppks.read-restricted',
      'ppks.validate',
      'ppks.return',
      'complaint.read',
      'complaint.process',
      'referral.read',
      'institution.read',
      'programme.read',
      'report.read',
    ],
  },
  slrt_front_office: {
    label: 'SLRT: front office (penerima pengaduan)',
    labelEn: 'SLRT front office',
    scope: 'area',
    permissions: counter,
  },
  slrt_back_office: {
    label: 'SLRT: back office (layanan dan rujukan)',
    labelEn: 'SLRT back office',
    scope: 'area',
    permissions: [...backOffice, 'import.read', 'import.upload', 'import.apply'],
  },
  slrt_manager: {
    label: 'Manajer SLRT',
    labelEn: 'SLRT manager',
    scope: 'area',
    permissions: [
      ...decider,
      'ppks.verify',
      'ppks.return',
      'import.read',
      'import.upload',
      'import.apply',
      'change.read',
      'export.create',
      'webhook.read',
      'webhook.manage',
      'office.manage',
      'audit.read',
      'access.release',
    ],
  },
  dinsos_verifier: {
    label: 'Verifikator dinas sosial',
    labelEn: 'Social office verifier',
    scope: 'area',
    permissions: [
      ...decider,
      'ppks.verify',
      'ppks.validate',
      'ppks.determine',
      'ppks.return',
      'ppks.follow-up',
      'import.read',
      'import.upload',
      'import.apply',
      'change.read',
      'export.create',
      'webhook.read',
      'institution.manage',
      'office.manage',
      'audit.read',
    ],
  },
  /** Appoints: who releases access holds it himself, so he holds whatever opens data of citizens. */
  dinsos_head: {
    label: 'Kepala dinas sosial',
    labelEn: 'Head of the social office',
    scope: 'area',
    permissions: [
      ...personalPermissions,
      'institution.read',
      'programme.read',
      'report.read',
      'change.read',
      'webhook.read',
      'webhook.manage',
      'institution.manage',
      'office.manage',
      'audit.read',
      'access.release',
    ],
    toAppoint: [
      'person.create',
      'person.update',
      'import.upload',
      'import.apply',
      'ppks.register',
      'ppks.verify',
      'ppks.validate',
      'ppks.follow-up',
      'complaint.create',
      'complaint.review',
      'referral.create',
      'referral.answer',
    ],
  },
  /** Levies and the conduct of officers: seen by nobody below, and of ordinary cases they see their own. */
  integrity_officer: {
    label: 'Tim integritas',
    labelEn: 'Integrity team',
    scope: 'area',
    permissions: [
      'person.read',
      'ppks.read-restricted',
      'complaint.read-integrity',
      'complaint.reveal-reporter',
      'complaint.create',
      'complaint.process',
      'complaint.determine',
      'referral.create',
      'referral.approve',
      'institution.read',
      'programme.read',
      'report.read',
    ],
    ownOnly: ['complaint.read', 'referral.read'],
  },
  inspectorate_officer: {
    label: 'Inspektorat (APIP)',
    labelEn: 'Inspectorate',
    scope: 'area',
    permissions: [
      'ppks.read-restricted',
      'complaint.read-integrity',
      'complaint.reveal-reporter',
      'complaint.review',
      'institution.read',
      'programme.read',
      'report.read',
    ],
    ownOnly: ['complaint.read', 'referral.read'],
  },
  institution_officer: {
    label: 'Petugas lembaga atau dinas tujuan',
    labelEn: 'Institution officer',
    scope: 'institution',
    permissions: ['referral.read', 'referral.answer', 'institution.read', 'programme.read'],
  },
  regional_companion: {
    label: 'Pendamping daerah',
    labelEn: 'Regional companion',
    scope: 'area',
    permissions: ['institution.read', 'programme.read', 'report.read'],
  },
  province_officer: {
    label: 'Petugas provinsi',
    labelEn: 'Province officer',
    scope: 'area',
    permissions: ['institution.read', 'programme.read', 'report.read'],
  },
  ministry_officer: {
    label: 'Petugas kementerian',
    labelEn: 'Ministry officer',
    scope: 'national',
    permissions: ['institution.read', 'programme.read', 'report.read'],
  },
  system_admin: {
    label: 'Admin sistem',
    labelEn: 'System administrator',
    scope: 'area',
    permissions: [
      'account.read',
      'account.manage',
      'client.manage',
      'webhook.read',
      'job.read',
      'job.manage',
      'audit.read',
    ],
  },
  auditor: {
    label: 'Auditor dan pejabat PDP',
    labelEn: 'Auditor and data protection officer',
    scope: 'area',
    permissions: ['audit.read', 'access-log.read', 'report.read', 'institution.read', 'programme.read'],
  },
} as const satisfies Record<string, RolePreset>
export type RoleCode = keyof typeof rolePresets
/** Does the role have the permission for its daily work, and not only to appoint others? */
export const worksWith = (role: RoleCode, permission: PermissionCode): boolean => {
  const { toAppoint = [] }: RolePreset = rolePresets[role]
  return permissionsOfRole(role).includes(permission) && !toAppoint.includes(permission)
}
export const roleCodes = Object.keys(rolePresets) as RoleCode[]
export const permissionsOfRole = (role: RoleCode): PermissionCode[] => {
  const { permissions: listed, ownOnly = [] }: RolePreset = rolePresets[role]
  return [...listed, ...ownOnly]
}
