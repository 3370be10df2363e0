/** What the page of an import says and offers by the state that the import is in. */
import { inGroup } from '@pandu-gempita/shared/contract/record'
import { importRecord } from '@pandu-gempita/shared/import-record'
import type { ImportBatch } from '@pandu-gempita/shared/imports'
import { formatDate, formatDateTime } from '../../../format/dates.ts'
import { formatBytes, formatNumber } from '../../../format/numbers.ts'
import { label } from '../../../labels/codes.ts'
import type { Fact } from '../../../ui/FactList.vue'
import { t } from '../messages.id.ts'

type Known<K extends keyof ImportBatch> = Pick<ImportBatch, 'status' | K>
type Counts = ImportBatch['counts']

/** Its columns have to be named before it can be read. */
export const awaitsMapping = ({ status, needsMapping }: Known<'needsMapping'>): boolean =>
  inGroup(importRecord, 'uploaded', status) && needsMapping
export const isRunning = ({ status, needsMapping }: Known<'needsMapping'>): boolean =>
  inGroup(importRecord, 'working', status) && !needsMapping
/** Somebody has to decide about it. */
export const isMatched = ({ status }: Known<never>): boolean => inGroup(importRecord, 'matched', status)

export const may = ({ allowedActions }: Pick<ImportBatch, 'allowedActions'>, action: string): boolean =>
  allowedActions.some((one) => one.action === action && one.allowed)

/** Who said what the columns are does not accept what comes of it: it waits for a colleague. */
export const isForAnother = ({ allowedActions }: Pick<ImportBatch, 'allowedActions'>): boolean =>
  allowedActions.some(({ action, reason }) => action === 'reviewImport' && reason === 'separation_of_duties')

export const changesIn = (counts: Pick<Counts, 'personsNew' | 'personsChanged'>): number =>
  counts.personsNew + counts.personsChanged

/** A file that was refused or stopped before it was compared with anybody says nothing of differences. */
export const isCompared = ({ status, counts }: Known<'counts'>): boolean =>
  inGroup(importRecord, 'compared', status) || changesIn(counts) + counts.personsUnchanged > 0

/** Its rows are there to be looked at. */
export const showsRows = (batch: Known<'counts'>, rejected: number): boolean =>
  inGroup(importRecord, 'read', batch.status) && (isCompared(batch) || rejected > 0)

export const TABS = ['differences', 'areas', 'rejects'] as const
export type Tab = (typeof TABS)[number]
export const tabsOf = (compared: boolean): readonly Tab[] => (compared ? TABS : ['rejects'])
export const tabLabel = (tab: Tab, rejected: number): string =>
  tab === 'rejects' ? `${t('tabs.rejects')} (${formatNumber(rejected)})` : t(`tabs.${tab}`)
export const tabOf = (wanted: string | undefined, tabs: readonly Tab[]): Tab =>
  tabs.find((tab) => tab === wanted) ?? tabs[0] ?? 'rejects'

/** What applying it does, said before it is done. */
export const consequencesOf = (counts: Counts, coverage: ImportBatch['coverage']): string[] => [
  ...(counts.personsNew > 0 ? [t('applyNew', { count: formatNumber(counts.personsNew) })] : []),
  ...(counts.personsChanged > 0 ? [t('applyChanged', { count: formatNumber(counts.personsChanged) })] : []),
  ...(changesIn(counts) === 0 ? [t('applyNone')] : []),
  ...(coverage === 'everybody' ? [t('applyEverybody')] : []),
  ...(counts.rejected > 0 ? [t('applyRejected', { count: formatNumber(counts.rejected) })] : []),
  t('applyFinal'),
]

export interface Ending {
  readonly color: 'neutral' | 'success'
  readonly icon: string
  readonly title: string
  readonly description?: string
}
const endings: Partial<Record<ImportBatch['status'], (reason: string | null) => Ending>> = {
  refused: (reason) => ({
    color: 'neutral',
    icon: 'i-lucide-circle-x',
    title: t('refusedTitle'),
    ...(reason !== null && { description: reason }),
  }),
  applied: () => ({ color: 'success', icon: 'i-lucide-circle-check', title: t('doneTitle') }),
  cancelled: () => ({
    color: 'neutral',
    icon: 'i-lucide-octagon-x',
    title: t('cancelledTitle'),
    description: t('cancelledText'),
  }),
}
/** How it ended, when it has; a failure has an alert of its own. */
export const endingOf = ({ status, statusReason }: Known<'statusReason'>): Ending | undefined =>
  endings[status]?.(statusReason)

export const unknownText = ({ column, word, rows }: ImportBatch['unknownWords'][number]): string =>
  word === null
    ? t('unknownOther', { column, count: formatNumber(rows) })
    : t('unknownWord', { column, word, count: formatNumber(rows) })

export const factsOf = (
  known: Pick<
    ImportBatch,
    'source' | 'fileName' | 'fileBytes' | 'cutOffOn' | 'coverage' | 'uploadedByName' | 'uploadedAt' | 'appliedAt'
  >,
): Fact[] => [
  { label: t('source'), value: label('dataSource', known.source) },
  { label: t('fileName'), value: known.fileName },
  { label: t('fileSize'), value: formatBytes(known.fileBytes) },
  { label: t('cutOff'), value: formatDate(known.cutOffOn) },
  { label: t('coverage'), value: known.coverage === 'everybody' ? t('coverageEverybody') : t('coveragePartial') },
  { label: t('uploadedBy'), value: known.uploadedByName },
  { label: t('uploadedAt'), value: formatDateTime(known.uploadedAt) },
  ...(known.appliedAt ? [{ label: t('appliedAt'), value: formatDateTime(known.appliedAt) }] : []),
]
