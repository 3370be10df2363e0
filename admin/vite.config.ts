import { fileURLToPath } from 'node:url'
import ui from '@nuxt/ui/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const api = process.env['PANDU_API'] ?? 'http://localhost:3000'

export default defineConfig({
  plugins: [
    vue(),
    ui({
      autoImport: false,
      colorMode: false,
      icon: { clientBundle: { scan: true, sizeLimitKb: 256 } },
      ui: { colors: { primary: 'blue', neutral: 'slate', warning: 'amber' } },
      experimental: { componentDetection: true },
    }),
  ],
  define: {
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
    __VUE_OPTIONS_API__: true,
    __VUE_PROD_DEVTOOLS__: false,
  },
  resolve: {
    // Only our own package is read from its source; a `source` condition would also reach into other packages.
    alias: [
      {
        find: /^@pandu-gempita\/shared\/(.+)$/,
        replacement: `${fileURLToPath(new URL('../shared/src/', import.meta.url))}$1.ts`,
      },
    ],
  },
  build: { target: 'es2022', chunkSizeWarningLimit: 600 },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      ['/v1', '/oauth2', '/openapi.json', '/docs', '/health'].map((path) => [
        path,
        { target: api, changeOrigin: false },
      ]),
    ),
  },
})
