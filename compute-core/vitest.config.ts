import { defineConfig } from 'vitest/config'

const guests = 'test/libvirt/**/*.test.ts'

export default defineConfig({
  test: {
    globalSetup: ['test/support/one-postgres.ts'],
    // Two cores, and real servers beside the tests: more workers only make each other late.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // `npm test -- quick` runs the first, `npm test -- guests` the second; a path finds its own.
    projects: [
      // One process for all files of a worker: to start one for each file, and to load the cloud in it, would take most of the time.
      {
        extends: true,
        test: { name: 'unit', include: ['src/**/*.test.ts', 'test/**/*.test.ts'], exclude: [guests], isolate: false },
      },
      { extends: true, test: { name: 'libvirt', include: [guests] } },
    ],
  },
})
