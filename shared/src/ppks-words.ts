/**
 * The words by which officers look for a PPKS type: its official name (Permensos 8/2012), by which the ministry and the reports
 * know it, and what is said in the office and in the street. The names on the screen are kinder, and are words to find it by too.
 */
export interface PpksWords {
  readonly official: string
  readonly words: readonly string[]
}

export const ppksWords: Readonly<Record<string, PpksWords>> = {
  ABT: {
    official: 'Anak balita telantar',
    words: ['balita terlantar', 'bayi telantar', 'bayi dibuang', 'bayi temuan'],
  },
  AT: {
    official: 'Anak telantar',
    words: ['anak terlantar', 'yatim', 'piatu', 'yatim piatu', 'anak tanpa pengasuhan'],
  },
  ABH: {
    official: 'Anak yang berhadapan dengan hukum',
    words: ['anak korban', 'anak saksi', 'anak pelaku', 'anak berkonflik dengan hukum', 'kenakalan anak'],
  },
  AJ: { official: 'Anak jalanan', words: ['anjal', 'anak punk', 'pengamen', 'anak mengemis', 'anak mengamen'] },
  ADK: {
    official: 'Anak dengan kedisabilitasan',
    words: [
      'anak cacat',
      'anak difabel',
      'anak berkebutuhan khusus',
      'ABK',
      'autis',
      'down syndrome',
      'cerebral palsy',
    ],
  },
  AKTK: {
    official: 'Anak yang menjadi korban tindak kekerasan atau diperlakukan salah',
    words: ['kekerasan terhadap anak', 'pelecehan anak', 'penganiayaan anak', 'pencabulan', 'anak dipukul'],
  },
  AMPK: {
    official: 'Anak yang memerlukan perlindungan khusus',
    words: ['anak dalam situasi darurat', 'eksploitasi anak', 'anak korban penculikan', 'anak kelompok minoritas'],
  },
  LUT: {
    official: 'Lanjut usia telantar',
    words: ['lansia telantar', 'lansia terlantar', 'jompo', 'lansia sebatang kara', 'kakek', 'nenek'],
  },
  PD: {
    official: 'Penyandang disabilitas',
    words: [
      'difabel',
      'cacat',
      'penyandang cacat',
      'ODGJ',
      'gangguan jiwa',
      'tunanetra',
      'tunarungu',
      'lumpuh',
      'buta',
      'bisu',
    ],
  },
  TS: { official: 'Tuna susila', words: ['tunasusila', 'PSK', 'WTS', 'pekerja seks', 'pelacur', 'prostitusi'] },
  GLD: {
    official: 'Gelandangan',
    words: ['gepeng', 'tunawisma', 'tuna wisma', 'orang telantar', 'orang terlantar', 'menggelandang', 'T4'],
  },
  PGM: { official: 'Pengemis', words: ['gepeng', 'peminta-minta', 'minta-minta', 'mengemis'] },
  PML: { official: 'Pemulung', words: ['pengumpul rongsok', 'rongsokan', 'barang bekas', 'mulung'] },
  KM: { official: 'Kelompok minoritas', words: ['minoritas', 'kelompok terpinggirkan', 'diskriminasi'] },
  BWBLP: {
    official: 'Bekas warga binaan lembaga pemasyarakatan',
    words: ['mantan napi', 'eks napi', 'bekas narapidana', 'eks narapidana', 'bebas dari lapas', 'BWBP'],
  },
  ODHA: { official: 'Orang dengan HIV/AIDS', words: ['ODHIV', 'HIV', 'AIDS', 'pengidap HIV'] },
  NAPZA: {
    official: 'Korban penyalahgunaan Napza',
    words: ['narkoba', 'pecandu', 'penyalahguna narkotika', 'miras', 'sabu', 'eks pecandu'],
  },
  KT: {
    official: 'Korban trafficking',
    words: ['trafiking', 'TPPO', 'perdagangan manusia', 'korban tindak pidana perdagangan orang'],
  },
  KTK: { official: 'Korban tindak kekerasan', words: ['KDRT', 'penganiayaan', 'kekerasan rumah tangga', 'kekerasan'] },
  PMBS: {
    official: 'Pekerja migran bermasalah sosial',
    words: ['TKI', 'TKW', 'PMI', 'buruh migran', 'deportan', 'pekerja migran bermasalah'],
  },
  KBA: { official: 'Korban bencana alam', words: ['banjir', 'longsor', 'gempa', 'erupsi', 'pengungsi bencana'] },
  KBS: { official: 'Korban bencana sosial', words: ['konflik sosial', 'kerusuhan', 'teror', 'pengungsi konflik'] },
  PRSE: {
    official: 'Perempuan rawan sosial ekonomi',
    words: ['WRSE', 'wanita rawan sosial ekonomi', 'janda miskin', 'ibu tunggal', 'perempuan kepala keluarga'],
  },
  FM: { official: 'Fakir miskin', words: ['keluarga miskin', 'orang miskin', 'tidak mampu', 'gakin', 'prasejahtera'] },
  KBSP: {
    official: 'Keluarga bermasalah sosial psikologis',
    words: ['broken home', 'keluarga bermasalah', 'keluarga retak', 'cekcok rumah tangga'],
  },
  KAT: { official: 'Komunitas adat terpencil', words: ['suku terasing', 'masyarakat adat', 'suku pedalaman'] },
}

/** Everything that leads to a type, for a field that is searched by what it contains. */
export const ppksSearchText = (type: {
  readonly code: string
  readonly name: string
  readonly nameEn: string
}): string => {
  const known = ppksWords[type.code]
  return [type.code, type.name, type.nameEn, ...(known ? [known.official, ...known.words] : [])]
    .join(' · ')
    .toLowerCase()
}
