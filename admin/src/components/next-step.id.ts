/** What happens next with a report, in words for the citizen: on the receipt and on the public page. */
import type { complaintRecord } from '@pandu-gempita/shared/complaint-record'
import type { StateOf } from '@pandu-gempita/shared/contract/record'
import { defineTable } from '../i18n/i18n.ts'

const id: Readonly<Record<StateOf<typeof complaintRecord>, string>> = {
  draft: 'Petugas menyelesaikan pencatatan laporan.',
  registered: 'Petugas memeriksa data Anda.',
  screened: 'Petugas memilah laporan menurut jenis dan topiknya.',
  categorised: 'Petugas mulai menangani laporan, atau merujuknya ke lembaga.',
  in_handling: 'Petugas menyelesaikan penanganan, atau merujuk laporan ke lembaga.',
  field_visit: 'Petugas datang untuk melihat keadaan.',
  awaiting_documents: 'Bawa dokumen yang diminta ke kantor kami.',
  referred: 'Lembaga menangani laporan dan memberi jawaban.',
  escalated: 'Petugas kabupaten/kota mengambil alih laporan.',
  determination: 'Manajer menetapkan hasilnya.',
  resolved: 'Petugas memberitahukan hasilnya kepada Anda.',
  closed:
    'Tidak ada lagi. Bila belum sesuai, sampaikan keberatan atau hubungi kantor kami dalam 30 hari; laporan dapat dibuka kembali.',
  reopened: 'Petugas mempelajari laporan sekali lagi.',
  rejected: 'Tidak ada lagi. Bila Anda tidak setuju, sampaikan keberatan atau hubungi kantor kami dalam 30 hari.',
  withdrawn: 'Tidak ada lagi. Anda dapat membuat laporan baru kapan saja.',
  duplicate: 'Laporan yang sama tetap ditangani.',
}
const table = defineTable('next-step', id, async () => (await import('./next-step.en.ts')).en)
/** Undefined for a state that the server learnt later. */
export const nextStep = (status: string): string | undefined => (table() as Readonly<Record<string, string>>)[status]
