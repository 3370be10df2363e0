/**
 * Of every problem code: why it comes, and what to do. English for who writes a client, Indonesian for who reads it on
 * a screen or asks by telephone. Shown at `/problems/<code>` and in docs/problems.md; `cause` is the `detail` of a
 * problem that says nothing more particular.
 */
import type { ProblemCode } from './problems.ts'

export interface ProblemHelp {
  readonly id: { readonly cause: string; readonly remedy: string }
  readonly en: { readonly cause: string; readonly remedy: string }
}

const help = (causeId: string, remedyId: string, causeEn: string, remedyEn: string): ProblemHelp => ({
  id: { cause: causeId, remedy: remedyId },
  en: { cause: causeEn, remedy: remedyEn },
})

export const problemHelp: Readonly<Record<ProblemCode, ProblemHelp>> = {
  'invalid-request': help(
    'Ada bagian kiriman yang bentuknya tidak sesuai.',
    'Lihat daftar isian yang disebut, betulkan, lalu kirim lagi.',
    'A part of the request does not have the shape that the contract asks for.',
    'Each entry of `errors` names the place (`pointer`), the rule (`code`) and, where the list is short, the values that may stand there (`allowed`).',
  ),
  'malformed-json': help(
    'Isi kiriman bukan JSON yang utuh dalam UTF-8.',
    'Kirim lagi; bila berulang, periksa program pengirim.',
    'The body is not JSON in UTF-8, or it was cut off.',
    'Send UTF-8 and `content-type: application/json`; check that the body is whole.',
  ),
  'invalid-cursor': help(
    'Penanda halaman bukan dari daftar ini, atau saringannya sudah berubah.',
    'Mulai daftar dari awal.',
    'The cursor was made for other filters, another caller, or not by this server.',
    'Begin again without `cursor`, and keep all other parameters as they were while you page.',
  ),
  'idempotency-key-required': help(
    'Kiriman yang membuat data baru harus membawa kunci pengiriman.',
    'Muat ulang halaman, lalu kirim lagi.',
    'What creates or repeats something needs an `Idempotency-Key` of 20 to 200 visible characters.',
    'Make one random key (a UUID) for each intent and send the same one when you try again.',
  ),
  'not-signed-in': help(
    'Sesi belum dimulai, sudah berakhir, atau akun tidak aktif lagi.',
    'Masuk lagi.',
    'There is no session or token, or it has ended.',
    'Sign in, or get a new token at /oauth2/token. `WWW-Authenticate` says `invalid_token` when one was sent.',
  ),
  'wrong-credentials': help(
    'Nama pengguna atau kata sandi salah.',
    'Periksa huruf besar dan kecil. Bila lupa, mintalah kode aktivasi baru kepada admin.',
    'The user name or the password is wrong, or the account may not sign in.',
    'Check both; an administrator can reset the password, and the owner activates the account anew.',
  ),
  'activation-refused': help(
    'Nama pengguna dan kode tidak cocok, atau kode sudah dipakai, sudah diganti, atau lebih dari tujuh hari.',
    'Periksa kedua kode. Bila tetap ditolak, mintalah kode baru kepada yang memberikannya.',
    'User name and codes do not fit, a code is missing, or it was used, replaced, or is older than seven days.',
    'Access to personal data needs both codes: of who made the account and of who released it. A reset or rotation makes new ones.',
  ),
  'exclusive-permissions': help(
    'Satu akun tidak boleh memegang kedua wewenang ini: membuat akses, dan menyetujui atau memilikinya; atau dua tingkat PPKS.',
    'Berikan peran ini kepada orang lain, atau akhiri dahulu peran yang lama.',
    'One account never holds both: making access, and releasing it or having it to personal data; nor one client two levels of PPKS.',
    'Give the role to another account, or end the other one first; `errors` names both permissions.',
  ),
  'invalid-client': help(
    'ID atau kunci rahasia aplikasi salah, atau aplikasi sudah dicabut.',
    'Periksa ID dan kunci rahasia aplikasi; ganti kuncinya bila hilang.',
    'The client is unknown, revoked, not released yet, or its secret is wrong.',
    'Check client id and secret; send them by HTTP Basic or in the body, not both.',
  ),
  'unsupported-grant-type': help(
    'Server hanya memberi token dengan client_credentials.',
    'Kirim grant_type=client_credentials.',
    'The grant type is not client_credentials.',
    'Send `grant_type=client_credentials`.',
  ),
  'unauthorized-client': help(
    'Aplikasi ini tidak boleh meminta token dengan cara ini.',
    'Pakailah cara yang ditetapkan saat aplikasi dibuat.',
    'The client may not use this grant.',
    'Use the grant that the client was made for.',
  ),
  'invalid-scope': help(
    'Cakupan yang diminta tidak dikenal atau melebihi wewenang aplikasi.',
    'Minta cakupan yang dimiliki aplikasi, atau jangan sebut cakupan.',
    'A scope is no permission code, or the client does not have it.',
    'Ask for permission codes that the client has, separated by blanks, or leave `scope` out.',
  ),
  'cross-site-request': help(
    'Permintaan ini datang dari halaman lain.',
    'Buka halaman Pandu Gempita sendiri, lalu ulangi.',
    'A request with a session cookie lacks the header `X-Pandu-Csrf: 1`.',
    'Send that header; programs use a bearer token instead of the cookie.',
  ),
  'permission-missing': help(
    'Wewenang untuk langkah ini tidak diberikan kepada akun Anda.',
    'Mintalah petugas yang berwenang, atau minta peran itu kepada admin.',
    'None of the grants of the caller has the permission, or not for this area.',
    'The missing permission is in `permission` where it is known; docs/permissions.md lists which role has it.',
  ),
  'password-change-needed': help(
    'Anda masuk dengan kata sandi pertama, yang hanya dapat dipakai untuk menggantinya.',
    'Ganti kata sandi, lalu lanjutkan.',
    'The first password opens nothing but its own change.',
    'POST /v1/session/password with the first password and a new one.',
  ),
  'separation-of-duties': help(
    'Yang membuat, mencatat, atau terkait tidak boleh memutuskan sendiri.',
    'Mintalah petugas lain yang berwenang.',
    'The same person had a part in an earlier step, or it concerns himself.',
    'Let another person with the permission do it.',
  ),
  'not-found': help(
    'Data ini tidak ada, atau berada di luar wilayah tugas Anda.',
    'Periksa tautan; cari lagi lewat daftar.',
    'There is no such record, or not for this caller: both are answered alike.',
    'Check the id and the area of the grants.',
  ),
  'unknown-path': help(
    'Alamat yang dipanggil tidak ada.',
    'Periksa ejaan alamat; tanpa garis miring di akhir.',
    'No operation has this path. A trailing slash makes another path.',
    'Compare with /openapi.json.',
  ),
  'method-not-allowed': help(
    'Alamat ini tidak dapat dipanggil dengan cara itu.',
    'Periksa program pengirim.',
    'The path exists, but not with this method; `Allow` names those that do.',
    'Use one of the methods in `Allow`.',
  ),
  'request-timeout': help(
    'Kiriman tidak sampai seluruhnya dalam waktunya.',
    'Periksa jaringan, lalu kirim lagi; berkas besar dapat dilanjutkan.',
    'The headers or the body did not arrive in time: 15 seconds, for files 60 seconds without a byte.',
    'Send it again; files go in pieces with POST /v1/uploads.',
  ),
  'mapping-incomplete': help(
    'Kolom NIK dan nama belum ditunjuk, atau satu isian ditunjuk dua kali.',
    'Tunjuk kolomnya masing-masing satu kali.',
    'NIK and name must each be one column, and no field may be two.',
    'Send the mapping again.',
  ),
  'file-gone': help(
    'Berkas impor ini sudah tidak disimpan.',
    'Unggah lagi berkasnya.',
    'The raw file is deleted when the batch has ended.',
    'Upload the file again.',
  ),
  'upload-offset-differs': help(
    'Bagian ini sudah sampai, atau bagian sebelumnya belum.',
    'Tekan Lanjutkan unggahan.',
    'The piece does not begin where the upload ends; `limit` of the error tells where that is.',
    'Go on from that offset.',
  ),
  'upload-digest-differs': help(
    'Isi berkas berubah sejak unggahan dimulai.',
    'Mulai unggahan baru dengan berkas yang sekarang.',
    'The SHA-256 of what arrived is not the announced one.',
    'Begin a new upload.',
  ),
  'too-many-uploads': help(
    'Terlalu banyak unggahan yang belum selesai.',
    'Selesaikan atau batalkan salah satunya.',
    'The account has ten unfinished uploads.',
    'Finish or delete one.',
  ),
  'too-many-drafts': help(
    'Sudah ada lima puluh isian yang belum dikirim.',
    'Kirim atau buang salah satunya di Beranda.',
    'The account has fifty forms that were begun and not sent.',
    'Send one of them, or throw one away.',
  ),
  'too-many-webhooks': help(
    'Sudah ada dua puluh webhook dari pembuat yang sama.',
    'Hapus salah satunya.',
    'The maker has twenty webhooks.',
    'Delete one.',
  ),
  'releases-not-comparable': help(
    'Kedua rilis berbeda sumber, atau urutannya terbalik.',
    'Pilih rilis yang lebih lama dari sumber yang sama.',
    'The releases are of different sources, or the one to compare with is not the earlier.',
    'Name an earlier release of the same source.',
  ),
  'import-held': help(
    'Aturan penghentian menahan batch ini.',
    'Lihat alasannya, lalu setujui aturan itu dengan tegas atau tolak batch.',
    'A stop rule holds the batch.',
    'Look at `holds` of the batch; accept each rule by name in `applyImport`, or refuse the batch.',
  ),
  'transition-not-allowed': help(
    'Keadaan data sekarang tidak mengizinkan langkah ini.',
    'Muat ulang; keadaan mungkin baru saja berubah.',
    'The present state does not allow this step; `allowed` names those that it does.',
    'Read the record again and offer only what its `allowedActions` allow.',
  ),
  'open-referral': help(
    'Masih ada rujukan yang belum selesai.',
    'Selesaikan atau batalkan rujukan itu dahulu.',
    'A referral of this record is still open.',
    'Wait for its end, or take it back.',
  ),
  'ending-pending': help(
    'Seorang petugas sudah meminta kasus ini diakhiri.',
    'Tunggu petugas kedua menyetujui atau menolaknya.',
    'An officer has already asked to end this case.',
    'Wait until a second officer confirms or declines it.',
  ),
  'no-ending-asked': help(
    'Belum ada yang meminta kasus ini diakhiri.',
    'Minta lebih dahulu, dengan alasan; petugas lain menyetujuinya.',
    'Nobody has asked to end this case.',
    'Ask first, with a reason; another officer confirms it.',
  ),
  'no-review-asked': help(
    'Kasus ini tidak menunggu peninjauan.',
    'Yang ditinjau adalah kasus rahasia yang ditolak dan belum ditinjau.',
    'This case does not wait for a review.',
    'Reviewed are confidential cases that were rejected and not reviewed yet.',
  ),
  'deadline-passed': help(
    'Batas waktu langkah ini sudah lewat.',
    'Catat sebagai perkara baru bila masih diperlukan.',
    'The time in which this step could be made has passed.',
    'Record a new case where one is needed.',
  ),
  'not-own-level': help(
    'Langkah ini untuk tingkat kabupaten/kota.',
    'Mintalah petugas pada tingkat itu.',
    'The step is for who works at another level, for example for the whole kabupaten.',
    'Offer only what `allowedActions` of the record allow.',
  ),
  'concurrent-change': help(
    'Orang atau proses lain sedang mengubah data yang sama.',
    'Tunggu sebentar, lalu ulangi.',
    'Another transaction held or changed the same rows; nothing was changed by this one.',
    'Send the same request with the same Idempotency-Key again after Retry-After.',
  ),
  'no-death-recorded': help(
    'Tidak ada catatan kematian yang berlaku untuk warga ini.',
    'Muat ulang halaman; mungkin catatannya sudah dicabut.',
    'There is no record of a death of this person that could be withdrawn.',
    'Load the person again; the record may have been withdrawn already.',
  ),
  'leg-open-there': help(
    'Kasus ini sudah dirujuk ke lembaga yang sama dan belum selesai.',
    'Tunggu jawabannya, atau tarik rujukan itu dahulu. Rujukannya disebut dalam `errors`.',
    'The case has an open referral to this institution.',
    'Wait for its answer, or take it back first. The referral is named in `errors`.',
  ),
  'outcome-not-shown': help(
    'Hasil ini harus ditunjukkan oleh catatan: rujukan yang selesai atau layanan yang dicatat, rujukan yang ditolak karena penuh, atau catatan kematian.',
    'Pilih salah satu dari `possibleOutcomes`, atau catat dahulu yang menunjukkannya.',
    'An outcome rests on what is on record: a completed referral or a recorded service, a referral that was declined for want of places, a recorded death.',
    'Take one of `possibleOutcomes`, or record first what shows it.',
  ),
  'already-exists': help(
    'Yang sama sudah ada.',
    'Pakailah yang sudah ada, atau beri nama lain.',
    'Something with the same key exists already.',
    'Read what exists, or choose another name.',
  ),
  'request-in-progress': help(
    'Kiriman yang sama masih dikerjakan.',
    'Tunggu sebentar; jangan kirim dua kali.',
    'The first request with this Idempotency-Key has not ended yet.',
    'Send it again after Retry-After: the first answer is then repeated.',
  ),
  'snapshot-needed': help(
    'Posisi berasal dari riwayat data yang lain, atau wewenang berubah.',
    'Ambil salinan data yang baru, lalu ikuti dari sana.',
    'The database was restored, or the access of the caller has changed: what lies between is not known.',
    'Take a snapshot (export or batch) and go on from the cursor that it names.',
  ),
  'stale-version': help(
    'Orang lain mengubah data ini setelah Anda membukanya.',
    'Muat ulang, periksa, lalu ulangi perubahan Anda.',
    'The version in If-Match is not the present one.',
    'Read the record again, decide anew, and send its present version.',
  ),
  'body-too-large': help(
    'Kiriman lebih besar dari yang diterima.',
    'Perkecil berkas atau kirim berkas teks (CSV).',
    'The body is larger than this operation takes; `limit` says how many bytes that is.',
    'Send less at once; files go in pieces with POST /v1/uploads.',
  ),
  'url-too-long': help(
    'Alamat terlalu panjang.',
    'Persempit saringan.',
    'The path or a part of it is longer than any of ours.',
    'Shorten it.',
  ),
  'unsupported-media-type': help(
    'Jenis kiriman ini tidak diterima di sini.',
    'Pakailah jenis berkas yang disebut.',
    'The media type is not taken here; `accepted` lists those that are.',
    'Send one of them in `content-type`.',
  ),
  'key-reused': help(
    'Kunci pengiriman sudah dipakai untuk kiriman yang berbeda.',
    'Muat ulang halaman, lalu kirim lagi.',
    'The Idempotency-Key was used with another body, path or version.',
    'Use a new key for a new intent.',
  ),
  'unknown-region': help(
    'Kode wilayah tidak dikenal, atau tingkatnya salah.',
    'Periksa kode Kemendagri tanpa titik.',
    'There is no such region, or it is not of the level that is asked for.',
    'Look it up with GET /v1/regions; codes have no dots.',
  ),
  'address-refused': help(
    'Alamat penerima tidak https, tidak dikenal, atau tidak publik.',
    'Pakailah alamat https yang publik.',
    'The address is not https, is not known to the name service, or is not public.',
    'Use a public https address, or let the operator allow the host.',
  ),
  'outside-your-area': help(
    'Wilayah itu di luar wewenang Anda.',
    'Pilih wilayah dalam tugas Anda.',
    'The region is outside the area of the grants.',
    'Name a region inside of it.',
  ),
  'unknown-reference': help(
    'Yang ditunjuk tidak ada atau tidak terlihat oleh Anda.',
    'Cari dan pilih lagi.',
    'Something named in the request does not exist or is not visible to the caller.',
    'Look it up again; `errors` names the field.',
  ),
  'impossible-nik': help(
    'NIK melanggar aturan susunannya.',
    'Periksa setiap angka pada KTP atau KK.',
    'The number breaks a hard rule of the NIK: 16 digits, a possible day and month, a serial that is not 0000.',
    'Check it against the card; the record can be made without a NIK.',
  ),
  'impossible-date': help(
    'Tanggal itu tidak mungkin benar.',
    'Periksa tanggalnya.',
    'The date lies in a time in which it cannot be true.',
    'Check it; `errors` names the field.',
  ),
  'file-not-as-declared': help(
    'Isi berkas tidak sesuai dengan jenisnya.',
    'Pilih berkas yang benar, atau simpan lagi dari program asalnya.',
    'The bytes are not of the declared media type.',
    'Declare the right type, or save the file again.',
  ),
  'weak-password': help(
    'Kata sandi terlalu pendek atau terlalu lazim.',
    'Pakailah paling sedikit 12 huruf yang tidak lazim.',
    'The password is shorter than 12 characters, common, or made of the user name.',
    'Choose another.',
  ),
  'missing-detail': help(
    'Keterangan yang diperlukan langkah ini belum ada.',
    'Lengkapi isian yang disebut.',
    'A detail that this step needs is missing.',
    '`errors` names it.',
  ),
  'header-too-large': help(
    'Kepala kiriman terlalu besar.',
    'Hapus cookie situs ini, lalu masuk lagi.',
    'The headers together are larger than 16 kB.',
    'Send fewer or shorter headers.',
  ),
  'version-required': help(
    'Versi data yang dibaca belum disebut.',
    'Muat ulang halaman, lalu coba lagi.',
    'What changes a record needs `If-Match` with the version that was read, in double quotes.',
    'Send `If-Match: "<version>"`.',
  ),
  'too-many-requests': help(
    'Terlalu banyak permintaan dalam waktu singkat.',
    'Tunggu sebentar, lalu coba lagi.',
    'The account, or without one the address, has used up what may be asked in this time.',
    'Wait as Retry-After says; the limits are in docs/api-guide.md.',
  ),
  'too-many-tries': help(
    'Kata sandi salah berulang kali dari perangkat atau jaringan ini.',
    'Tunggu sebentar. Dari perangkat yang pernah dipakai masuk, Anda tetap dapat masuk.',
    'Too many wrong passwords for this name from this device or network.',
    'Wait as Retry-After says. A device that has signed in before is not held up by others.',
  ),
  'internal-error': help(
    'Terjadi kesalahan di sistem kami; tidak ada yang berubah.',
    'Coba lagi. Bila berulang, sebutkan nomor permintaan kepada pengelola.',
    'Something broke on our side; nothing was changed.',
    'Try again; if it comes back, tell the operator `requestId`.',
  ),
  'storage-full': help(
    'Penyimpanan server penuh; membaca masih dapat dilakukan.',
    'Hubungi pengelola sistem.',
    'The disk of the database is full: nothing was written, reading goes on.',
    'The operator makes room; writing works again by itself.',
  ),
  unavailable: help(
    'Layanan sedang penuh, dimulai ulang, atau basis data tidak menjawab.',
    'Tunggu sebentar, lalu coba lagi.',
    'The server is full, starting, or its database does not answer; nothing was changed.',
    'Send the same request again after Retry-After.',
  ),
}
