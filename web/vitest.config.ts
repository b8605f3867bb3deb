import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { alias: { '#ui': join(import.meta.dirname, 'src/ui'), '#app': join(import.meta.dirname, 'src/app') } },
  test: { include: ['src/**/*.test.ts'] },
})
