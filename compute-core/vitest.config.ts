import { defineConfig } from 'vitest/config'

const guests = 'test/libvirt/**/*.test.ts'
const hosts = 'test/hosts/**/*.test.ts'

export default defineConfig({
  test: {
    globalSetup: ['test/support/one-postgres.ts'],
    // Two cores, and real servers beside the tests: more workers only make each other late.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // `npm test -- quick` runs the first, `npm test -- guests` the second, `npm test -- hosts` the third; a path finds its own.
    projects: [
      // One process for all files of a worker: to start one for each file, and to load the cloud in it, would take most of the time.
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [guests, hosts],
          isolate: false,
        },
      },
      { extends: true, test: { name: 'libvirt', include: [guests] } },
      // Each file is a cloud of three hosts with their guests: one at a time.
      {
        extends: true,
        test: { name: 'hosts', include: [hosts], fileParallelism: false, testTimeout: 120_000, hookTimeout: 180_000 },
      },
    ],
  },
})
