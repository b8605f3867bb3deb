import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    globalSetup: ['test/support/one-postgres.ts'],
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Two cores, and real servers beside the tests: more workers only make each other late.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
