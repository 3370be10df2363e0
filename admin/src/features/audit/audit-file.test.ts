import { expect, test } from '@jest/globals'
import type { AuditEntry } from '@pandu-gempita/shared/audit'
import { auditFile } from './audit-file.ts'

const entry: AuditEntry = {
  id: '01912345-0000-7000-8000-000000000001',
  at: '2026-11-22T01:00:00Z',
  actorId: '01912345-0000-7000-8000-0000000000aa',
  actorName: '=Sri Wahyuni',
  actorKind: 'officer',
  operation: 'applyImport',
  subjectType: 'import',
  subjectId: '01912345-0000-7000-8000-0000000000bb',
  regionCode: '3314',
  changes: [
    { field: 'counts', before: '{}', after: '{"rows":20000,"rejected":3}' },
    { field: 'stage_done', before: '780884', after: '0' },
  ],
  requestId: 'r-1',
}

async function* entries(): AsyncGenerator<AuditEntry> {
  yield await Promise.resolve(entry)
}

test('the file tells in words what the page tells, and no cell of it is a formula', async () => {
  const text = await (await auditFile(entries())).text()
  const [heading = '', row = ''] = text.trimEnd().split('\r\n')
  expect(heading.split(';')).toHaveLength(11)
  expect(heading).toContain('waktu;pelaku;')
  expect(row).toContain(";'=Sri Wahyuni;")
  expect(row).toContain('Jumlah: tidak ada menjadi 20.000 baris, 3 baris tertahan')
  expect(row).toContain('Sudah dikerjakan pada tahap ini: 780.884 menjadi 0')
  expect(row).not.toContain('{')
})
