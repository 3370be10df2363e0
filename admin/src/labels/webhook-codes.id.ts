import type { CodeLabels } from './code-labels.ts'

export const webhookCodes: Pick<
  CodeLabels,
  'webhookStatus' | 'webhookFailure' | 'webhookSubject' | 'webhookDeliveryStatus' | 'webhookDeliveryError'
> = {
  webhookStatus: { active: 'Aktif', paused: 'Dijeda', disabled: 'Dihentikan sistem', ended: 'Dihapus' },
  webhookFailure: {
    receiver_gone: 'Penerima menjawab bahwa alamat ini sudah tidak dipakai (410).',
    receiver_failing: 'Semua percobaan kirim gagal selama berhari-hari.',
    access_ended: 'Wewenang pembuat webhook ini sudah berakhir.',
  },
  webhookSubject: {
    person: 'Warga',
    complaint: 'Kasus',
    referral: 'Rujukan',
    ppks: 'PPKS',
    import: 'Data terpadu',
    institution: 'Lembaga',
  },
  webhookDeliveryStatus: {
    waiting: 'Menunggu',
    delivered: 'Terkirim',
    failed: 'Gagal',
    withdrawn: 'Ditarik',
  },
  webhookDeliveryError: {
    status: 'Penerima menolak',
    redirect: 'Penerima mengalihkan ke alamat lain',
    gone: 'Penerima sudah tidak ada',
    timeout: 'Penerima tidak menjawab dalam 15 detik',
    connection: 'Sambungan gagal atau terputus',
    unknown_host: 'Nama penerima tidak dikenal',
    certificate: 'Sertifikat penerima tidak sah',
    address_refused: 'Alamat penerima bukan alamat publik',
    ended: 'Webhook dihapus',
  },
}
