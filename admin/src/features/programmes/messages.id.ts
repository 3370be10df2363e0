import { defineMessages } from '../../i18n/i18n.ts'

const id = {
  list: 'Program',
  intro: 'Program perlindungan sosial yang dikenal sistem ini.',
  name: 'Nama',
  owner: 'Pemilik',
  unit: 'Sasaran',
  sector: 'Sektor',
  empty: 'Belum ada program.',
} as const
export const t = defineMessages('programmes', id, async () => (await import('./messages.en.ts')).en)
