import { describe, expect, test } from '@jest/globals'
import type { AuditEntry } from '@pandu-gempita/shared/audit'
import { auditFields, type AuditSubject } from '@pandu-gempita/shared/audit-words'
import { changesInWords, subjectInWords } from './words.ts'

const ACTOR = '01912345-0000-7000-8000-0000000000aa'
const entry = (subjectType: AuditSubject, field: string, before: string | null, after: string | null): AuditEntry => ({
  id: '01912345-0000-7000-8000-000000000001',
  at: '2026-11-22T01:00:00Z',
  actorId: ACTOR,
  actorName: 'Sri Wahyuni',
  actorKind: 'officer',
  operation: 'getSession',
  subjectType,
  subjectId: null,
  regionCode: null,
  changes: [{ field, before, after }],
  requestId: 'r-1',
})
const told = (...given: Parameters<typeof entry>): string => changesInWords(entry(...given)).join('\n')

describe('values of the audit log', () => {
  test.each<[AuditSubject, string, string | null, string, string]>([
    ['complaint', 'status', 'draft', 'registered', 'Status: Draf menjadi Terdaftar'],
    ['export', 'status', null, 'ready', 'Status: Siap diunduh (baru)'],
    ['access_release', 'decided_by', null, ACTOR, 'Diputuskan oleh: Sri Wahyuni (baru)'],
    [
      'complaint',
      'duplicate_of_id',
      null,
      '01912345-0000-7000-8000-0000deadbeef',
      'Duplikat dari: catatan …deadbeef (baru)',
    ],
    ['import', 'counts', '{}', '{"rows":20000,"rejected":0}', 'Jumlah: tidak ada menjadi 20.000 baris'],
    [
      'import',
      'holds',
      '[]',
      '["many_outside"]',
      'Ditahan karena: tidak ada menjadi Lebih dari 1% baris di luar wilayah ini. Mungkin berkas milik kabupaten lain.',
    ],
    ['import', 'job', 'stuck', 'prepareImport', 'Pekerjaan: Membaca berkas (Macet)'],
    ['import', 'upload', null, 'from byte 2000000', 'Unggahan: dilanjutkan dari 2 MB (baru)'],
    ['machine_client', 'permissions', null, 'job.read change.read', 'Izin: '],
    ['webhook', 'types', null, 'person ppks', 'Peristiwa: Warga, PPKS (baru)'],
    ['person', 'domicile', '3314082005', '3314082006', 'Domisili: 33.14.08.2005 menjadi 33.14.08.2006'],
    ['person', 'name', 'hmac:abc', 'hmac:def', 'Nama: (disamarkan) menjadi (disamarkan)'],
  ])('%s %s', (subject, field, before, after, words) => {
    expect(told(subject, field, before, after)).toContain(words)
  })

  test('no field is told by its code, nor what nobody has words for', () => {
    for (const field of [...auditFields, 'made_up']) expect(told('complaint', field, null, null)).not.toMatch(/_|^made/)
    expect(told('complaint', 'made_up', null, '{"a":1}')).toBe('Bagian lain: (disamarkan) (baru)')
    expect(subjectInWords('made_up')).toBe('Bagian lain')
  })
})
