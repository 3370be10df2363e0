/** Indonesian is the source; English is loaded only when it is asked for, feature by feature. */
import { shallowRef } from 'vue'
import { createI18n } from 'vue-i18n'

export type Language = 'id' | 'en'
/** English has the keys of the Indonesian source: a missing text fails the type check where both are registered, … */
type Shape<T> = { readonly [K in keyof T]: T[K] extends string ? string : Shape<T[K]> }
/** … and so does a text too many. */
type Only<E, T> = {
  readonly [K in keyof E]: K extends keyof T ? (E[K] extends string ? string : Only<E[K], T[K]>) : never
}
type Paths<T, P extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${P}${K}` : Paths<T[K], `${P}${K}.`>
}[keyof T & string]
export type Translate<T> = (key: Paths<T>, named?: Record<string, unknown>) => string

const STORAGE_KEY = 'pandu.language'
const messages: Record<Language, Record<string, Record<string, string>>> = { id: {}, en: {} }

const i18n = createI18n({
  legacy: false,
  locale: 'id' as Language,
  fallbackLocale: 'id',
  missingWarn: false,
  fallbackWarn: false,
  messages,
})

export const language = (): Language => i18n.global.locale.value

/** Loads one group of English texts and puts it in its place. */
type LoadEnglish = () => Promise<void>
const english = new Map<string, LoadEnglish>()
const pending = new Map<string, Promise<void>>()

const merge = (language: Language, scope: string, texts: object): void =>
  i18n.global.mergeLocaleMessage(language, { [scope]: texts })

const loadEnglish = (scope: string): Promise<void> => {
  const known = pending.get(scope)
  if (known) return known
  const loading = english.get(scope)?.() ?? Promise.resolve()
  pending.set(scope, loading)
  return loading
}

const register = (scope: string, load: LoadEnglish): void => {
  english.set(scope, load)
  if (language() === 'en') void loadEnglish(scope)
}

/** Plain words by code, without sentences to fill in: the table of the present language. */
export const defineTable = <T extends object, E extends T>(
  scope: string,
  id: T,
  loadEn: () => Promise<E & Only<E, T>>,
): (() => T) => {
  const en = shallowRef<T>()
  register(scope, async () => {
    en.value = await loadEn()
  })
  return () => (language() === 'en' ? (en.value ?? id) : id)
}

/** Registers a feature's texts and gives its typed `t`, which is reactive in templates. */
export const defineMessages = <const T extends object, E extends Shape<T>>(
  scope: string,
  id: T,
  loadEn: () => Promise<E & Only<E, T>>,
): Translate<T> => {
  merge('id', scope, id)
  register(scope, async () => merge('en', scope, await loadEn()))
  return (key, named) => i18n.global.t(`${scope}.${key}`, named ?? {})
}

/** Awaited before a page is shown, so that English never flashes Indonesian first. */
export const languageReady = async (): Promise<void> => {
  if (language() === 'en') await Promise.all([...english.keys()].map(loadEnglish))
}

export const setLanguage = async (next: Language): Promise<void> => {
  if (next === 'en') await Promise.all([...english.keys()].map(loadEnglish))
  i18n.global.locale.value = next
  document.documentElement.lang = next
  localStorage.setItem(STORAGE_KEY, next)
}

export const restoreLanguage = async (): Promise<void> => {
  if (localStorage.getItem(STORAGE_KEY) === 'en') await setLanguage('en')
}

export { i18n }
