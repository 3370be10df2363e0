import { expect, test } from '@jest/globals'
import { categoryOfTopic, suggestTopics } from './suggest-topics.ts'

const topics = (story: string): string[] => suggestTopics(story).map(({ topic }) => topic)

test('the citizen’s own words lead to a topic', () => {
  expect(topics('Kartu BPJS saya tidak aktif waktu berobat')).toEqual(
    expect.arrayContaining(['medical_cost', 'membership_inactive']),
  )
  expect(topics('Atap rumah bocor, hampir roboh')).toContain('unfit_house')
  expect(topics('Anak saya putus sekolah')).toContain('school_dropout')
})
test('words that say nothing suggest nothing, and never more than three', () => {
  expect(topics('Selamat pagi')).toEqual([])
  expect(topics('banjir, sekolah, obat, ktp, saldo, desil').length).toBeLessThanOrEqual(3)
})

test.each(['Bantuan saya dipotong Rp50.000.', 'Mereka memotong bantuan kami.', 'Ada potongan tiap bulan.'])(
  'a levy is offered before a reduction: %s',
  (story) => {
    expect(suggestTopics(story)[0]?.topic).toBe('levy_or_misuse')
  },
)

test.each(['Saya dipukul majikan, obat habis, KTP dan saldo hilang.', 'Paspor saya diambil dan saya disekap.'])(
  'harm is offered before all others, for it keeps the case from the village: %s',
  (story) => {
    expect(suggestTopics(story)[0]?.topic).toBe('violence_or_neglect')
  },
)

test('kind, sector and owner follow from the topic', () => {
  expect(categoryOfTopic('unfit_house')).toEqual({
    topic: 'unfit_house',
    sector: 'housing',
    kind: 'programme_need',
    programmeOwner: 'regency',
  })
  expect(categoryOfTopic('membership_inactive').programmeOwner).toBe('central')
  expect(categoryOfTopic('other')).toMatchObject({ sector: 'other', programmeOwner: 'regency' })
})
