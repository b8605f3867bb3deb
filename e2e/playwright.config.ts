import { defineConfig } from '@playwright/test'
import { chromiumOptions } from './support/browser.ts'

export default defineConfig({
  testMatch: '**/*.e2e.ts',
  workers: 2,
  fullyParallel: false,
  timeout: 180_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env['CI'] !== undefined,
  outputDir: 'test-results',
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ? [['list'], ['json']] : [['list']],
  projects: [
    { name: 'browser', testDir: 'tests' },
    // Two clouds on one libvirt: each has its own data folder, namespaces and networks.
    { name: 'real', testDir: 'real' },
  ],
  use: {
    viewport: { width: 1280, height: 800 },
    // A trace of every test would cost a fifth of the time: TRACE=1 when one is being hunted.
    trace: process.env['TRACE'] ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    launchOptions: chromiumOptions,
  },
})
