/** PPKS types by name, wherever only their code is at hand. Who may not read PPKS sees the code. */
import { ppks } from '@pandu-gempita/shared/ppks'
import { computed } from 'vue'
import { connect } from '../api.ts'
import { language } from '../i18n/i18n.ts'
import { useOperation } from '../query.ts'
import { allowed } from '../session.ts'

const { ppks: api } = connect({ ppks })
const LONG_MS = 3_600_000

export const usePpksNames = (wanted: () => boolean): ((code: string) => string) => {
  const found = useOperation(
    api.listPpksTypes,
    computed(() => (wanted() && allowed('ppks.read') ? {} : null)),
    { staleTime: LONG_MS },
  )
  return (code) => {
    const type = found.data.value?.items.find((one) => one.code === code)
    // Not the code while the names are on their way.
    if (!type) return allowed('ppks.read') && !found.data.value && !found.error.value ? '…' : code
    return language() === 'en' ? type.nameEn : type.name
  }
}
