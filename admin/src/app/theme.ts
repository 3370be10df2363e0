/** Light or dark: the device's wish until the officer chooses. */
import { ref } from 'vue'

const STORAGE_KEY = 'pandu.theme'
const device = matchMedia('(prefers-color-scheme: dark)')
const chosen = localStorage.getItem(STORAGE_KEY)
export const dark = ref(chosen ? chosen === 'dark' : device.matches)

const apply = (): void => {
  document.documentElement.classList.toggle('dark', dark.value)
  document.documentElement.style.colorScheme = dark.value ? 'dark' : 'light'
}
apply()
device.addEventListener('change', ({ matches }) => {
  if (localStorage.getItem(STORAGE_KEY)) return
  dark.value = matches
  apply()
})
// Paper is light.
addEventListener('beforeprint', () => document.documentElement.classList.remove('dark'))
addEventListener('afterprint', apply)

export const toggleDark = (): void => {
  dark.value = !dark.value
  localStorage.setItem(STORAGE_KEY, dark.value ? 'dark' : 'light')
  apply()
}
