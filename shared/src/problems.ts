/** Every problem code. `type` is `/problems/<code>`; screens word a code from their own catalogue, never from server prose. */
import { defineProblems } from './contract/problem.ts'

export const problems = defineProblems({
  'invalid-request': {
    status: 400,
    title: 'The request does not have the shape of the contract',
    judul: 'Isian tidak sesuai',
  },
  'malformed-json': {
    status: 400,
    title: 'The body is not valid JSON in UTF-8',
    judul: 'Kiriman rusak dan tidak terbaca',
  },
  'invalid-cursor': {
    status: 400,
    title: 'The cursor is not one of ours, or belongs to other filters',
    judul: 'Penanda halaman tidak berlaku',
  },
  'idempotency-key-required': {
    status: 400,
    title: 'Idempotency-Key is missing or shorter than 20 characters',
    judul: 'Kunci pengiriman belum ada',
  },
  'not-signed-in': { status: 401, title: 'Sign in first', judul: 'Silakan masuk dahulu' },
  'wrong-credentials': {
    status: 401,
    title: 'User name or password is wrong',
    judul: 'Nama pengguna atau kata sandi salah',
  },
  'activation-refused': {
    status: 422,
    title: 'User name and codes do not fit, or a code is used or too old',
    judul: 'Nama pengguna dan kode tidak cocok, atau kode sudah dipakai atau kedaluwarsa',
  },
  'exclusive-permissions': {
    status: 422,
    title: 'One account never holds both: making access, and releasing or having it',
    judul: 'Satu akun tidak boleh memegang keduanya',
  },
  'unsupported-grant-type': {
    status: 400,
    title: 'Only client_credentials is granted here',
    judul: 'Cara memperoleh token tidak didukung',
  },
  'unauthorized-client': {
    status: 400,
    title: 'The client may not ask in this way',
    judul: 'Aplikasi tidak boleh meminta dengan cara ini',
  },
  'invalid-scope': {
    status: 400,
    title: 'The scope is unknown, or more than the client has',
    judul: 'Cakupan token tidak dikenal atau melebihi wewenang aplikasi',
  },
  'invalid-client': { status: 401, title: 'Client id or secret is wrong', judul: 'Kredensial aplikasi salah' },
  'cross-site-request': {
    status: 403,
    title: 'The request lacks the header that same-site screens send',
    judul: 'Permintaan dari luar ditolak',
  },
  'permission-missing': {
    status: 403,
    title: 'This step is not among what your grants allow here',
    judul: 'Anda tidak memiliki wewenang ini',
  },
  'password-change-needed': {
    status: 403,
    title: 'The first password opens nothing but its own change',
    judul: 'Kata sandi pertama harus diganti dahulu',
  },
  'separation-of-duties': {
    status: 403,
    title: 'Who recorded it may not also approve it',
    judul: 'Yang mencatat tidak boleh menyetujui',
  },
  'not-found': { status: 404, title: 'There is no such thing, or not for you', judul: 'Tidak ditemukan' },
  'unknown-path': {
    status: 404,
    title: 'No operation has this address',
    judul: 'Alamat ini tidak ada',
  },
  'method-not-allowed': {
    status: 405,
    title: 'The address exists, the method does not',
    judul: 'Cara memanggil salah',
  },
  'request-timeout': { status: 408, title: 'The request did not arrive in time', judul: 'Kiriman terlalu lama' },
  'mapping-incomplete': {
    status: 400,
    title: 'NIK and name must each be a column of the file, and no field may be two columns',
    judul: 'Kolom NIK dan nama harus ditunjuk, masing-masing satu kali',
  },
  'file-gone': {
    status: 409,
    title: 'The file of this batch is no longer kept',
    judul: 'Berkas impor ini sudah tidak disimpan',
  },
  'upload-offset-differs': {
    status: 409,
    title: 'The next piece begins elsewhere; the error tells where',
    judul: 'Unggahan sudah sampai di bagian lain',
  },
  'upload-digest-differs': {
    status: 422,
    title: 'What was sent is not the file that was announced',
    judul: 'Isi berkas tidak sama dengan saat unggahan dimulai',
  },
  'too-many-uploads': {
    status: 409,
    title: 'Finish or give up another upload first',
    judul: 'Terlalu banyak unggahan yang belum selesai',
  },
  'too-many-drafts': {
    status: 409,
    title: 'Send or throw away another unfinished form first',
    judul: 'Terlalu banyak isian yang belum dikirim',
  },
  'too-many-webhooks': {
    status: 409,
    title: 'Delete another webhook first',
    judul: 'Terlalu banyak webhook',
  },
  'releases-not-comparable': {
    status: 422,
    title: 'The releases are of different sources, or the one to compare with is not the earlier',
    judul: 'Kedua rilis tidak dapat dibandingkan',
  },
  'import-held': {
    status: 409,
    title: 'A stop rule holds the batch: look at it and accept the rule by name, or refuse the batch',
    judul: 'Batch ditahan oleh aturan penghentian',
  },
  'transition-not-allowed': {
    status: 409,
    title: 'The present state does not allow this step',
    judul: 'Langkah ini tidak berlaku pada status sekarang',
  },
  'open-referral': { status: 409, title: 'A referral is still open', judul: 'Masih ada rujukan yang belum selesai' },
  'ending-pending': {
    status: 409,
    title: 'An ending was asked for and waits for a second officer',
    judul: 'Permintaan mengakhiri kasus masih menunggu petugas kedua',
  },
  'no-ending-asked': {
    status: 409,
    title: 'Nobody has asked to end this case',
    judul: 'Belum ada permintaan mengakhiri kasus ini',
  },
  'no-review-asked': {
    status: 409,
    title: 'Only a confidential case that was rejected, and was not reviewed yet, is reviewed',
    judul: 'Kasus ini tidak menunggu peninjauan Inspektorat',
  },
  'deadline-passed': {
    status: 409,
    title: 'The time for this step has passed',
    judul: 'Batas waktu langkah ini sudah lewat',
  },
  'not-own-level': {
    status: 403,
    title: 'This step is for the level of the kabupaten/kota',
    judul: 'Langkah ini untuk tingkat kabupaten/kota',
  },
  'concurrent-change': {
    status: 409,
    title: 'Somebody else was working on the same record at this moment; try again',
    judul: 'Data ini sedang diubah orang lain',
  },
  'no-death-recorded': {
    status: 409,
    title: 'No death is recorded of this person',
    judul: 'Tidak ada catatan kematian',
  },
  'leg-open-there': {
    status: 409,
    title: 'A referral to this institution is open already',
    judul: 'Rujukan ke lembaga ini masih berjalan',
  },
  'outcome-not-shown': {
    status: 409,
    title: 'Nothing on record shows this outcome yet',
    judul: 'Belum ada catatan yang menunjukkan hasil ini',
  },
  'already-exists': { status: 409, title: 'One like this exists already', judul: 'Sudah ada yang sama' },
  'request-in-progress': {
    status: 409,
    title: 'The first request with this key is still running',
    judul: 'Kiriman yang sama masih diproses',
  },
  'snapshot-needed': {
    status: 410,
    title: 'The position is of another history of the data, or your access has changed: take a snapshot anew',
    judul: 'Posisi sudah tidak berlaku',
  },
  'stale-version': {
    status: 412,
    title: 'Somebody changed it since you read it',
    judul: 'Data sudah diubah orang lain',
  },
  'body-too-large': { status: 413, title: 'The body is larger than allowed', judul: 'Kiriman terlalu besar' },
  'url-too-long': { status: 414, title: 'The address is too long', judul: 'Alamat terlalu panjang' },
  'unsupported-media-type': {
    status: 415,
    title: 'This media type is not taken here',
    judul: 'Jenis berkas tidak diterima',
  },
  'key-reused': {
    status: 422,
    title: 'The Idempotency-Key was used for another request',
    judul: 'Kunci pengiriman sudah dipakai',
  },
  'unknown-region': {
    status: 422,
    title: 'There is no such region, or not of the level asked for',
    judul: 'Kode wilayah tidak dikenal',
  },
  'address-refused': {
    status: 422,
    title: 'The address cannot be called from here: it must be https, public and known to the name service',
    judul: 'Alamat penerima tidak dapat dipakai',
  },
  'outside-your-area': {
    status: 422,
    title: 'The region is outside your area',
    judul: 'Wilayah di luar kewenangan Anda',
  },
  'unknown-reference': {
    status: 422,
    title: 'Something named in the request does not exist or is not visible to you',
    judul: 'Rujukan data tidak ditemukan',
  },
  'impossible-nik': {
    status: 422,
    title: 'The NIK breaks a hard rule of its make-up',
    judul: 'NIK tidak mungkin benar',
  },
  'impossible-date': { status: 422, title: 'The date cannot be true', judul: 'Tanggal tidak mungkin benar' },
  'file-not-as-declared': {
    status: 422,
    title: 'The file is not what its type says',
    judul: 'Isi berkas tidak sesuai jenisnya',
  },
  'weak-password': { status: 422, title: 'The password is too short or too common', judul: 'Kata sandi terlalu lemah' },
  'missing-detail': {
    status: 422,
    title: 'A detail that this step needs is missing',
    judul: 'Keterangan untuk langkah ini belum lengkap',
  },
  'header-too-large': {
    status: 431,
    title: 'The headers are larger than allowed',
    judul: 'Kepala kiriman terlalu besar',
  },
  'version-required': {
    status: 428,
    title: 'Send If-Match with the version you read',
    judul: 'Versi data belum disebut',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests; wait as Retry-After says',
    judul: 'Terlalu banyak permintaan',
  },
  'too-many-tries': {
    status: 429,
    title: 'Too many wrong passwords from here; wait as Retry-After says',
    judul: 'Terlalu banyak kata sandi salah dari perangkat ini',
  },
  'internal-error': {
    status: 500,
    title: 'Something broke on our side; nothing was changed',
    judul: 'Terjadi kesalahan di sistem kami',
  },
  'storage-full': {
    status: 507,
    title: 'The disk of the server is full; nothing was changed, reading goes on',
    judul: 'Penyimpanan server penuh',
  },
  unavailable: { status: 503, title: 'The service is not ready; try again', judul: 'Layanan belum siap' },
})
export type ProblemCode = keyof typeof problems

declare module '@pandu-gempita/shared/contract/words' {
  interface Words {
    readonly problem: ProblemCode
  }
}
