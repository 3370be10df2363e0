import { ppks, type PpksType } from '@pandu-gempita/shared/ppks'
import { ppksSearchText, ppksWords } from '@pandu-gempita/shared/ppks-words'
import { computed } from 'vue'
import { connect } from '../../api.ts'
import { language } from '../../i18n/i18n.ts'
import { useOperation } from '../../query.ts'
import { t } from './messages.id.ts'

const { ppks: api } = connect({ ppks })
const LONG_MS = 3_600_000

const typeName = (type: PpksType): string => (language() === 'en' ? type.nameEn : type.name)
const ageLimits = (type: PpksType): string => {
  const { minAge: min, maxAge: max } = type
  if (min !== null && max !== null) return t('ageLimit', { min, max })
  if (min !== null) return t('ageFrom', { min })
  return max === null ? '' : t('ageTo', { max })
}
/** The official name where the screen says it more kindly: reports and letters ask by it. */
const officialOf = (type: PpksType): string => {
  const official = ppksWords[type.code]?.official
  return official === undefined || official === type.name ? '' : t('official', { name: official })
}
export const usePpksTypes = () => {
  const found = useOperation(api.listPpksTypes, {}, { staleTime: LONG_MS })
  return {
    found,
    types: computed(() => found.data.value?.items ?? []),
    items: computed(() =>
      (found.data.value?.items ?? []).map((type) => ({
        value: type.code,
        label: typeName(type),
        description: [
          officialOf(type),
          type.code,
          type.pasName,
          ageLimits(type),
          type.restricted ? t('restricted') : '',
        ]
          .filter(Boolean)
          .join(' · '),
        words: ppksSearchText(type),
      })),
    ),
  }
}
