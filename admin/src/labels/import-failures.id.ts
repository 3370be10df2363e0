/** Why a file could not be taken or waits for a word, and what to do, in Indonesian. */
import type { CodeLabels } from './code-labels.ts'

export const importFailure: CodeLabels['importFailure'] = {
  empty_file: 'Berkas kosong.',
  broken_archive: 'Arsip gzip rusak dan tidak dapat dibuka. Buat arsipnya sekali lagi, lalu unggah lagi.',
  archive_too_large:
    'Isi arsip gzip jauh lebih besar daripada yang dapat diterima. Unggah berkasnya per kecamatan atau tanpa kompresi.',
  broken_workbook:
    'Buku kerja (XLSX) rusak atau terkunci kata sandi. Buka di aplikasi lembar kerja, simpan sekali lagi tanpa kata sandi, lalu unggah lagi.',
  workbook_too_large: 'Buku kerja (XLSX) terlalu besar. Simpan lembarnya sebagai CSV, lalu unggah lagi.',
  workbook_too_many_parts:
    'Buku kerja (XLSX) berisi terlalu banyak bagian, misalnya gambar. Salin datanya ke buku kerja baru, lalu unggah lagi.',
  workbook_too_many_cells: 'Lembar pertama berisi terlalu banyak sel. Simpan sebagai CSV, lalu unggah lagi.',
  reading_too_slow: 'Berkas terlalu lama dibaca dan dihentikan. Simpan sebagai CSV, lalu unggah lagi.',
  job_died:
    'Pekerjaan terhenti tiga kali di tengah jalan dan tidak dicoba lagi. Periksa berkasnya atau bagi menjadi beberapa berkas, lalu unggah lagi; bila terulang, hubungi admin sistem.',
  not_text: 'Berkas bukan teks CSV.',
  unknown_header: 'Berkas ini tidak berisi kolom yang dapat dikenali. Periksa apakah berkasnya benar.',
  no_valid_rows: 'Tidak ada satu baris pun yang dapat dipakai.',
  internal: 'Terjadi kesalahan di sistem kami. Tidak ada yang berubah; unggah kembali berkas ini.',
}

export const importHold: CodeLabels['importHold'] = {
  many_rejected: 'Lebih dari 5% baris ditolak. Mungkin berkas rusak oleh lembar kerja.',
  many_duplicates: 'Lebih dari 2% baris ganda di dalam berkas.',
  many_outside: 'Lebih dari 1% baris di luar wilayah ini. Mungkin berkas milik kabupaten lain.',
  unknown_words:
    'Ada kata di kolom program yang tidak dipahami. Sel itu tidak dihitung: bantuan tidak mulai dan tidak berakhir karenanya.',
  many_endings:
    'Banyak bantuan akan berakhir (lebih dari 10% penerima satu program di desa yang berubah). Pastikan berkasnya benar.',
  absence_unknown:
    'Ada baris yang tidak terbaca sama sekali, jadi tidak dapat diketahui siapa yang tidak lagi tercantum.',
  older_release:
    'Rilis ini lebih tua daripada yang sudah diterapkan. Ia hanya melengkapi riwayat: keadaan warga hari ini tidak berubah karenanya.',
}
