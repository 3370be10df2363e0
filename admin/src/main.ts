import './main.css'
import { _api } from '@iconify/vue'
import ui from '@nuxt/ui/vue-plugin'
import { VueQueryPlugin } from '@tanstack/vue-query'
import { Settings } from 'typebox/system'
import { createApp } from 'vue'
import App from './app/App.vue'
import { router } from './app/router.ts'
import { i18n, restoreLanguage } from './i18n/i18n.ts'
import { queryClient } from './query.ts'

// Every icon is in the bundle; an unknown name must never become a request to an outside host.
_api.setFetch(() => Promise.reject(new Error('This icon is not in the bundle')))
// Schemas are interpreted: generated code would need `unsafe-eval`.
Settings.Set({ useAcceleration: false, maxErrors: 50 })

await restoreLanguage()
createApp(App).use(i18n).use(VueQueryPlugin, { queryClient }).use(router).use(ui).mount('#app')
