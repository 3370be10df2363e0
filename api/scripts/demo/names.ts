/** Names as they are met in the four places: many are one word, few repeat a family name. All invented combinations. */
import type { Random } from './random.ts'

export type Culture = 'java' | 'bugis' | 'minang'
export type Sex = 'male' | 'female'

const words = (list: string): readonly string[] => list.split(' ')

const ELDERS: Readonly<Record<Culture, Readonly<Record<Sex, readonly string[]>>>> = {
  java: {
    male: words(
      'Slamet Sutrisno Suparman Wagiman Paijo Tukimin Sarno Supriyadi Sugeng Ngadiman Suyatno Mulyono Sumarno Widodo Kasiman Parto Darmo Marjuki Rohmat Suroto Giyanto Purwanto Haryono Triyono Sukardi Wagino Suwarno Karto Samidi Jumadi Sugiyono Warsito Mujiono Sadiman Legiman Pardi Ponidi Gimin Suraji Maryono',
    ),
    female: words(
      'Sumiati Sutinah Ngatiyem Parinem Tuminah Suminem Wagiyem Rusmini Painem Sulastri Rukmini Tukiyem Mujiyem Jumirah Sarinah Suprapti Sukinah Tukinem Paniyem Lasmini Warsini Sadiyem Poniyem Ngatini Sumarni Kasinem Mariyem Sugiyem Tumini Samiyem Karsi Giyem Suyatmi Partini Sukarti Mulyani',
    ),
  },
  bugis: {
    male: words(
      'Baharuddin Syamsuddin Arsyad Sirajuddin Kamaruddin Hasanuddin Haeruddin Syarifuddin Sangkala Makkulau Mappiasse Nurdin Jumadi Sahabuddin Rasyid Tajuddin Salahuddin Mansur Hamzah Basri Burhanuddin Sappe Ramli Tahir Muslimin Sudding Borahing Sahiruddin Jamaluddin Saharuddin',
    ),
    female: words(
      'Nurhayati Rosmiati Hasnah Jumriati Murniati Bungawati Nursiah Hasmawati Rabasia Saenab Hadrah Rosdiana Syamsiah Kasmawati Norma Hawang Subaedah Jumriah Nuraeni Halijah Sitti Kartia Johra Rampe Hayati Marwah Satturia Hasniah',
    ),
  },
  minang: {
    male: words(
      'Syafrizal Yusrizal Zulkifli Afrizal Irwandi Dasril Erizal Nasrul Jasman Amrizal Hendri Rafles Syamsuar Bustami Darman Nasir Jamaris Yulizar Zainal Syahrul Idrus Masri Anasrul Basril Yasman Dalius Kamal Mukhtar Suhardi Yonaldi',
    ),
    female: words(
      'Yusmaniar Nurbaiti Rosnidar Yulidar Asmawati Desmawati Gusnimar Syamsidar Roslaini Mardiani Elfitria Nurhasni Jasniar Rosmaini Yurnalis Darmiati Ernawati Zuraida Mawarni Syofni Yarnis Nurlela Fatimah Yusmar Jusna Zubaidah Murni Halimah',
    ),
  },
}

const YOUNG: Readonly<Record<Culture, Readonly<Record<Sex, readonly string[]>>>> = {
  java: {
    male: words('Agus Eko Dwi Joko Bambang Wahyu Rizky Aditya Fajar Bayu Galih Dimas Arif Yoga Rangga Tri Imam Andi'),
    female: words('Sri Dwi Endang Yuni Rina Putri Ayu Dewi Anisa Wulan Ratna Fitri Novi Intan Dian Tri Lestari Siti'),
  },
  bugis: {
    male: words('Muhammad Ahmad Andi Abdul Muh. Fadli Rahmat Ilham Akbar Syahrul Irfan Ansar Aswar Reski Baso Ambo'),
    female: words('Sitti Nur Andi Besse Nurul Rahma Reski Fitriani Indah Sri Hasrianti Ayu Mutmainnah Salsabila St.'),
  },
  minang: {
    male: words('Muhammad Rahmat Rendi Dedi Hendra Ilham Fauzan Rizki Yogi Ari Doni Ridho Taufik Aldi Boy Ihsan'),
    female: words('Fitri Nurul Rahmi Yulia Sri Resti Nadia Annisa Suci Wulan Mega Desi Putri Aisyah Hasanah Vivi'),
  },
}

const SECOND: Readonly<Record<Culture, Readonly<Record<Sex, readonly string[]>>>> = {
  java: {
    male: words(
      'Santoso Prasetyo Nugroho Riyanto Susilo Hermanto Saputra Pratama Wibowo Kurniawan Setiawan Utomo Hidayat',
    ),
    female: words('Wahyuni Lestari Rahayu Astuti Wati Handayani Utami Puspitasari Anggraini Rahmawati Susanti Ningsih'),
  },
  bugis: {
    male: words('Rahman Saputra Nur Syam Hidayat Amir Halim Karim Mappasomba Daeng Tola Rola Tuo Dalle Rasak Hamid'),
    female: words('Rahmah Wahidah Aminah Azizah Hasanah Khadijah Tenri Becce Ramlah Nurjannah Saleha Amaliah Kebo'),
  },
  minang: {
    male: words('Putra Saputra Efendi Yanto Firdaus Chaniago Piliang Rahman Syahputra Ilahi Mulia Koto Fernando'),
    female: words('Yani Yanti Sari Wahyuni Permata Oktavia Rahmadani Elvira Susanti Maharani Nengsih Marlina Rahayu'),
  },
}

/** Beginnings, middles and ends of names that few bear: a register of a million knows some ten thousand words. */
const SYLLABLES: Readonly<Record<Culture, readonly [string, string, Readonly<Record<Sex, string>>]>> = {
  java: [
    'Su Sa Wa Ka Tu Nga Pa Mu Gi Po La Ra Ju Da Sar Mar War Kar Par Har Wi Ri Sem Tar Dar Sid Lam Ro Ma Ngad',
    'ti mi ya di ni gi ki ri si wi li na',
    {
      male: 'man no yo to jo din min ran san jan tro wan',
      female: 'yem nem tun nah sih rah ni ti kem lah wati ningsih',
    },
  ],
  bugis: [
    'Ma Sa Ba Ha Nu Ra Sya Ka Ta Mu Ja Da La Pa Ru Hu Ab As Is Am Fa Za Sul Bur Nas Mar Has Ros Kam Jum',
    'ru ri ha si di ni la li wi na da mi',
    { male: 'ddin ng lla ssa man l s r san wang ttu kkang', female: 'ah ati ana yah wati nah ni asih ang isa ya riah' },
  ],
  minang: [
    'Sya Yus Zul Af Er Nas Jas Am Ri Yu Des El Ros Gus Asm Mar Wir Dal Kam Mus Ed Id Is Nof Rah Yas An Be Har Dar',
    'ri ni mi li fi di si wa na ma ra zi',
    { male: 'zal don rman fril wan ldi nto fendi zon s r l', female: 'ar war dar yanti ta nis ti ani yani da zar lis' },
  ],
}

/** A word that few bear; the first of each list are met more often than the last. */
const rareWord = (random: Random, culture: Culture, sex: Sex): string => {
  const skewed = (list: string): string => {
    const parts = words(list)
    return parts[Math.floor((random.int(0, 999) / 1000) ** 2 * parts.length)] ?? ''
  }
  const [beginnings, middles, ends] = SYLLABLES[culture]
  return skewed(beginnings) + skewed(middles) + skewed(ends[sex])
}

/** One word for most elders, two or three for the young, as on the cards. */
export const nameOf = (random: Random, culture: Culture, sex: Sex, age: number): string => {
  if (random.chance(age > 45 ? 0.72 : age > 25 ? 0.35 : 0.12)) return random.pick(ELDERS[culture][sex])
  const first = random.pick(age > 45 ? ELDERS[culture][sex] : YOUNG[culture][sex])
  const second = random.pick(SECOND[culture][sex])
  if (age > 25 || random.chance(0.5)) return `${first} ${second}`
  return `${first} ${random.pick(YOUNG[culture][sex])} ${second}`.replace(/\b(\S+) \1\b/, '$1')
}

/** The name with its last word, or its only one, replaced by a rare one for three of five people. */
export const variedName = (random: Random, name: string, culture: Culture, sex: Sex): string =>
  random.chance(0.6) ? name.replace(/\S+$/, rareWord(random, culture, sex)) : name

export const HAMLETS: Readonly<Record<Culture, readonly string[]>> = {
  java: ['Dukuh Krajan', 'Dukuh Ngrombo', 'Dukuh Sidorejo', 'Dukuh Plosorejo', 'Dukuh Karangasem', 'Dukuh Jetis'],
  bugis: ['Dusun Borong', 'Dusun Kaili', 'Dusun Tino', 'Dusun Batu Massong', 'Dusun Panaikang', 'Dusun Bungung'],
  minang: ['Jorong Balai', 'Jorong Koto', 'Kampung Tangah', 'Kampung Baruah', 'Jorong Sawah Padang', 'Ranah'],
}
