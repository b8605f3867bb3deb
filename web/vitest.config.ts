import { defineConfig } from 'vitest/config'
import { alias } from './vite.config.ts'

export default defineConfig({
  resolve: { alias },
  test: {
    setupFiles: ['src/ui/english.ts'],
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
  },
})
