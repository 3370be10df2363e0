/** Background jobs, in Indonesian. */
import type { CodeLabels } from './codes.ts'

export const jobCodes: Pick<CodeLabels, 'jobTask' | 'jobState'> = {
  jobTask: { prepareImport: 'Membaca berkas', applyImport: 'Menerapkan impor', makeExport: 'Membuat berkas ekspor' },
  jobState: {
    waiting: 'Menunggu giliran',
    running: 'Berjalan',
    retrying: 'Gagal, akan dicoba lagi',
    stuck: 'Macet',
    ending: 'Sedang dihentikan',
  },
}
