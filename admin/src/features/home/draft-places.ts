/** Where an unfinished form is gone on with, and by which operation it is called. */
import { access } from '@pandu-gempita/shared/access'
import { complaints } from '@pandu-gempita/shared/complaints'
import type { DraftDialog, DraftPage } from '@pandu-gempita/shared/drafts'
import { imports } from '@pandu-gempita/shared/imports'
import { ppks } from '@pandu-gempita/shared/ppks'
import { referrals } from '@pandu-gempita/shared/referrals'
import { paths } from '../../paths.ts'

export interface DraftPlace {
  readonly operation: string
  readonly to: { readonly path: string; readonly query?: Readonly<Record<string, string>> }
}
const pages: Readonly<Record<DraftPage, DraftPlace>> = {
  intake: { operation: 'createComplaint', to: { path: paths.intake } },
  'new-person': { operation: 'createPerson', to: { path: paths.newPerson } },
  'new-registration': { operation: 'registerPpks', to: { path: paths.newPpks } },
  'new-upload': { operation: 'createUpload', to: { path: paths.newImport } },
  'new-account': { operation: 'createAccount', to: { path: paths.newAccount } },
}
const dialogs: Readonly<Record<DraftDialog, (id: string) => string>> = {
  createInstitution: () => paths.institutions,
  createExport: () => paths.exports,
  createMachineClient: () => paths.machineClients,
  correctPerson: paths.person,
  createWebhook: () => paths.webhooks,
  replayWebhook: paths.webhook,
  setOfficeContact: () => paths.offices,
  downloadImportRejects: paths.importBatch,
}
/** A step is taken on the page of its record, which opens it by its name. */
const records = [
  { operations: complaints.operations, page: paths.case },
  { operations: referrals.operations, page: paths.referral },
  { operations: ppks.operations, page: paths.ppksRegistration },
  { operations: imports.operations, page: paths.importBatch },
  { operations: access.operations, page: () => paths.accessReleases },
]

export function draftPlace(form: string): DraftPlace | undefined {
  if (form in pages) return pages[form as DraftPage]
  const [kind, operation = '', id = ''] = form.split('.')
  if (kind === 'dialog') {
    return operation in dialogs ? { operation, to: { path: dialogs[operation as DraftDialog](id) } } : undefined
  }
  const record = records.find(({ operations }) => operation in operations)
  return record && { operation, to: { path: record.page(id), query: { isi: operation } } }
}
