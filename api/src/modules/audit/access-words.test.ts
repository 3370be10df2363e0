import { expect, test } from '@jest/globals'
import type { AccessLogEntry } from '@pandu-gempita/shared/audit'
import { accessFields } from '@pandu-gempita/shared/audit-words'
import { ACCESS_HEADER, accessLine } from './access-words.ts'

const entry: AccessLogEntry = {
  id: '01912345-0000-7000-8000-000000000001',
  at: '2026-11-22T16:30:05.123Z',
  actorId: '01912345-0000-7000-8000-000000000002',
  actorName: 'Sri Wahyuni',
  operation: 'downloadExport',
  subjectId: '01912345-0000-7000-8000-000000000003',
  subjectKind: 'other',
  fields: ['export', 'persons', 'full', '120 rows'],
  reason: 'Pemadanan.',
  requestId: 'r-1',
}

test('time is that of the office, and codes stand beside their words', () => {
  const cells = accessLine('Asia/Jayapura')(entry)
  expect(cells).toHaveLength(ACCESS_HEADER.length)
  expect(cells.slice(0, 8)).toEqual([
    '2026-11-23 01:30:05',
    'WIT',
    'Sri Wahyuni',
    entry.actorId,
    'Unduh berkas ekspor',
    'downloadExport',
    'berkas ekspor, daftar warga, nomor lengkap, 120 baris',
    'export persons full 120 rows',
  ])
  expect(accessLine('Asia/Jakarta')(entry)[0]).toBe('2026-11-22 23:30:05')
})

test('whatever may be seen has words', () => {
  const words = accessLine('Asia/Jakarta')({ ...entry, fields: [...accessFields] })[6]
  expect(words).not.toMatch(/_/)
})
