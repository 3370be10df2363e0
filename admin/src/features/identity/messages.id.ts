import { defineMessages } from '../../i18n/i18n.ts'

const id = {
  signIn: 'Masuk',
  welcome: 'Masuk ke Pandu Gempita',
  intro: 'Pakailah akun petugas yang diberikan oleh admin sistem di wilayah Anda.',
  userName: 'Nama pengguna',
  password: 'Kata sandi',
  showPassword: 'Tampilkan kata sandi',
  hidePassword: 'Sembunyikan kata sandi',
  citizen: 'Anda warga dan ingin melihat status laporan?',
  checkStatus: 'Cek status laporan',
  forgot: 'Lupa kata sandi? Hubungi admin sistem di wilayah Anda.',
  changePassword: 'Ganti kata sandi',
  mustChange: 'Ini pertama kali Anda masuk. Buatlah kata sandi Anda sendiri sebelum mulai bekerja.',
  currentPassword: 'Kata sandi sekarang',
  newPassword: 'Kata sandi baru',
  newPasswordHelp: 'Paling sedikit 12 huruf. Gabungan beberapa kata lebih mudah diingat dan lebih aman.',
  changed: 'Kata sandi sudah diganti. Sesi Anda di perangkat lain telah berakhir.',
  activate: 'Aktifkan akun',
  activateHint: 'untuk akun baru atau kata sandi yang diatur ulang',
  activateIntro:
    'Masukkan kode yang Anda terima dan buat kata sandi sendiri. Tidak ada orang lain yang mengetahui kata sandi Anda.',
  firstCode: 'Kode dari admin',
  firstCodeHelp: 'Tiga kelompok empat huruf atau angka.',
  secondCode: 'Kode dari yang menyetujui akses',
  secondCodeHelp: 'Jika akun Anda membuka data warga. Kosongkan jika Anda hanya menerima satu kode.',
  activated: 'Akun aktif. Silakan masuk dengan kata sandi yang baru.',
  backToSignIn: 'Kembali ke halaman masuk',
} as const
export const t = defineMessages('identity', id, async () => (await import('./messages.en.ts')).en)
