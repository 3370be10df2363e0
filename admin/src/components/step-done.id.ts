/** What a step has done, in a sentence, by operation. */
import { defineTable } from '../i18n/i18n.ts'

export const id = {
  registerComplaint: 'Kasus terdaftar.',
  screenComplaint: 'Hasil skrining tersimpan.',
  categoriseComplaint: 'Kategori tersimpan.',
  startHandling: 'Kasus sekarang ditangani.',
  requestFieldVisit: 'Kunjungan lapangan diminta.',
  recordFieldVisit: 'Hasil kunjungan tersimpan.',
  requestDocuments: 'Permintaan dokumen tersimpan. Waktu layanan berhenti.',
  receiveDocuments: 'Dokumen sudah dicatat. Waktu layanan berjalan lagi.',
  escalateComplaint: 'Kasus diteruskan ke kabupaten/kota.',
  takeOverComplaint: 'Kasus diambil alih.',
  submitForDetermination: 'Kasus diajukan untuk ditetapkan.',
  returnToOfficer: 'Kasus dikembalikan ke petugas.',
  determineOutcome: 'Hasil akhir ditetapkan.',
  closeComplaint: 'Kasus ditutup.',
  reopenComplaint: 'Kasus dibuka kembali.',
  rejectComplaint: 'Kasus ditolak.',
  withdrawComplaint: 'Kasus dibatalkan atas permintaan pelapor.',
  markComplaintDuplicate: 'Kasus ditandai sebagai duplikat.',
  referComplaint: 'Rujukan dibuat. Sekarang menunggu persetujuan manajer atau koordinator.',
  approveReferral: 'Rujukan disetujui.',
  sendReferral: 'Rujukan dikirim ke lembaga.',
  acceptReferral: 'Rujukan diterima.',
  startReferral: 'Rujukan mulai diproses.',
  completeReferral: 'Hasil tersimpan dan dikirim ke manajer.',
  declineReferral: 'Rujukan ditolak. Kasus kembali ke petugas.',
  cancelReferral: 'Rujukan dibatalkan.',
  refuseReferral: 'Rujukan dikembalikan kepada petugas.',
  verifyPpks: 'Registrasi diverifikasi.',
  validatePpks: 'Registrasi divalidasi.',
  determinePpks: 'Registrasi ditetapkan.',
  returnPpks: 'Registrasi dikembalikan ke pelapor.',
  resubmitPpks: 'Registrasi diajukan kembali.',
  activatePpks: 'Layanan dimulai.',
  recordPpksHandled: 'Dicatat sebagai tertangani.',
  resumePpks: 'Layanan dilanjutkan.',
  recordPpksLeft: 'Dicatat sebagai keluar.',
  recordPpksDied: 'Dicatat sebagai meninggal.',
  recordPpksMoved: 'Dicatat sebagai pindah.',
  pauseWebhook: 'Webhook dijeda. Peristiwa baru menunggu.',
  resumeWebhook: 'Webhook berjalan lagi.',
  endWebhook: 'Webhook dihapus.',
}
const table = defineTable<Record<keyof typeof id, string>>(
  'step-done',
  id,
  async () => (await import('./step-done.en.ts')).en,
)
/** Null for a step that the server learnt later: then the page itself is the answer. */
export const stepDone = (operation: string): string | null =>
  (table() as Readonly<Record<string, string>>)[operation] ?? null
