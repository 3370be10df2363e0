/** The access log as a file for people: what was seen, in the words of an office, on its own clock. */
import { accessWords, seenInWords } from '@pandu-gempita/shared/access-words'
import { timeZoneLabels } from '@pandu-gempita/shared/time-zones'
import type { AccessLogEntry } from '@pandu-gempita/shared/audit'
import { operationWords } from '@pandu-gempita/shared/operation-words'

const seen = (field: string): string =>
  seenInWords(accessWords, field, { rows: (count) => `${count} baris`, other: 'lainnya' })
const done = (operation: string): string =>
  operation in operationWords ? operationWords[operation as keyof typeof operationWords] : operation

export const ACCESS_HEADER = [
  'waktu',
  'zona_waktu',
  'petugas',
  'nomor_akun',
  'tindakan',
  'kode_tindakan',
  'yang_dilihat',
  'kode_yang_dilihat',
  'jenis',
  'nomor_warga_atau_berkas',
  'alasan',
  'nomor_permintaan',
]

/** One entry as cells; codes stand beside their words, for who counts by them. */
export const accessLine = (zone: string): ((row: AccessLogEntry) => (string | null)[]) => {
  const clock = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: zone })
  return (row) => [
    clock.format(new Date(row.at)),
    timeZoneLabels[zone] ?? zone,
    row.actorName,
    row.actorId,
    done(row.operation),
    row.operation,
    row.fields.map(seen).join(', '),
    row.fields.join(' '),
    row.subjectKind === 'person' ? 'warga' : 'kasus, berkas, atau daftar',
    row.subjectId,
    row.reason,
    row.requestId,
  ]
}
