import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    globalSetup: ['test/support/scratch-database.ts', 'test/support/built-dashboard.ts'],
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'launch/**/*.test.mjs'],
    // One worker for all files: its cloud starts once for the whole run.
    isolate: false,
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
