import { expect, test } from '@jest/globals'
import { receiptFacts } from './receipt.ts'

const office = {
  regionCode: '3314122009',
  regionPath: 'Keden',
  name: 'Puskesos Keden',
  phone: '08003314001',
  hours: 'Senin–Jumat 08.00–15.00',
  address: null,
}
const complaint = {
  reporter: { kind: 'anonymous' as const, personId: null, name: null, phone: null, sex: null, masked: false },
  topic: null,
  confidential: null,
  createdByName: 'Sri Rahayu',
  status: 'registered' as const,
  dueAt: '2026-11-30T03:00:00.000Z',
}

test('a receipt says whose it is, what happens next and by when, and how the office is reached', () => {
  const facts = receiptFacts({ complaint, office })
  expect(Object.fromEntries(facts.map(({ label, value }) => [label, value]))).toEqual({
    Pelapor: 'Tanpa nama',
    'Dicatat oleh': 'Sri Rahayu',
    'Langkah berikutnya': 'Petugas memeriksa data Anda. Paling lambat 30 November 2026.',
    Kantor: 'Puskesos Keden',
    Telepon: '08003314001',
    'Jam layanan': 'Senin–Jumat 08.00–15.00',
  })
})

test('without a clock it promises no day, and an office that nobody has told of is left out', () => {
  const facts = receiptFacts({
    complaint: { ...complaint, topic: 'unfit_house', status: 'closed', dueAt: null },
    office: null,
  })
  expect(facts.map(({ label }) => label)).toEqual(['Pelapor', 'Tentang', 'Dicatat oleh', 'Langkah berikutnya'])
  expect(facts.at(-1)?.value).not.toContain('Paling lambat')
})

test('the paper of a confidential case tells neither who reported nor what', () => {
  const named = { ...complaint.reporter, kind: 'listed' as const, name: 'Suparmi' }
  const facts = receiptFacts({
    complaint: { ...complaint, reporter: named, topic: 'levy_or_misuse', confidential: 'levy' },
    office: null,
  })
  expect(facts.map(({ value }) => value).join(' ')).not.toMatch(/Suparmi|Pungutan/)
  expect(facts[0]).toEqual({ label: 'Pelapor', value: 'Dirahasiakan' })
})
