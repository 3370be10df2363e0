import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'postgresql',
  out: './migrations',
  schema: ['./api/src/kernel/tables.ts', './api/src/modules/*/tables.ts'],
  migrations: { prefix: 'index' },
})
