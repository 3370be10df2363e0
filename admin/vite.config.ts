import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import zlib from 'node:zlib'
import ui from '@nuxt/ui/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'

const api = process.env['PANDU_API'] ?? 'http://localhost:3000'

const COMPRESSIBLE = /\.(js|css|html|svg|json)$/
const WORTH_IT = 1024
const BROTLI_QUALITY = 9
/** Files are compressed once, here, and not with every request. */
const compress = (): Plugin => {
  let folder = ''
  return {
    name: 'compress',
    apply: 'build',
    configResolved: ({ root, build }) => {
      folder = path.resolve(root, build.outDir)
    },
    closeBundle: () => {
      for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
        const file = path.join(entry.parentPath, entry.name)
        if (!entry.isFile() || !COMPRESSIBLE.test(entry.name)) continue
        const bytes = fs.readFileSync(file)
        if (bytes.length < WORTH_IT) continue
        const params = { [zlib.constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY }
        fs.writeFileSync(`${file}.br`, zlib.brotliCompressSync(bytes, { params }))
        fs.writeFileSync(`${file}.gz`, zlib.gzipSync(bytes))
      }
    },
  }
}

export default defineConfig({
  plugins: [
    vue(),
    compress(),
    ui({
      autoImport: false,
      colorMode: false,
      icon: {
        // Names stand in scripts too, not only in templates.
        clientBundle: { scan: { globInclude: ['src/**/*.{vue,ts}', '../shared/src/events.ts'] }, sizeLimitKb: 256 },
      },
      ui: {
        colors: { primary: 'blue', neutral: 'slate', warning: 'amber' },
        // Its close button stands over the corner: a long title must end before it.
        modal: { slots: { wrapper: 'min-w-0 pe-12' } },
        slideover: { slots: { wrapper: 'min-w-0 pe-12' } },
        button: {
          // The kit's hover fades the ground below readable contrast.
          compoundVariants: (['primary', 'secondary', 'success', 'info', 'warning', 'error'] as const).map((color) => ({
            color,
            variant: 'solid' as const,
            class: `hover:bg-${color} active:bg-${color} hover:brightness-90 active:brightness-90`,
          })),
        },
      },
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
