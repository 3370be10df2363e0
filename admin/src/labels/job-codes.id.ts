/** Background jobs, in Indonesian. */
import type { CodeLabels } from './code-labels.ts'

export const jobCodes: Pick<CodeLabels, 'jobTask' | 'jobState' | 'retention'> = {
  jobTask: { prepareImport: 'Membaca berkas', applyImport: 'Menerapkan impor', makeExport: 'Membuat berkas ekspor' },
  jobState: {
    waiting: 'Menunggu giliran',
    running: 'Berjalan',
    retrying: 'Gagal, akan dicoba lagi',
    stuck: 'Macet',
    ending: 'Sedang dihentikan',
  },
  retention: {
    idempotency_replies: 'Jawaban untuk permintaan yang diulang',
    sessions: 'Sesi petugas dan token aplikasi',
    sign_in_tries: 'Percobaan masuk yang gagal',
    export_files: 'Berkas ekspor',
    webhook_deliveries: 'Pesan webhook',
    webhook_old_secrets: 'Kunci rahasia webhook yang lama',
    drafts: 'Isian yang belum dikirim',
    unfinished_uploads: 'Unggahan yang belum selesai',
    stray_pieces: 'Potongan berkas tanpa impor',
    import_files: 'Berkas impor yang gagal',
    import_rows: 'Baris impor yang sudah selesai',
    import_rejects: 'Isi baris yang tertahan (alasan dan jumlahnya tetap)',
    release_presence: 'Siapa tercantum dalam rilis (dua rilis terbaru tetap)',
  },
}
