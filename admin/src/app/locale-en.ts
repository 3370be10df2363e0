export { en } from '@nuxt/ui/locale'
