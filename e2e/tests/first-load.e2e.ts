import { expect, type Page } from '@playwright/test'
import { test } from '../support/fake-cloud.ts'
import { fillSignIn, isSignedIn } from '../support/person.ts'

interface Loaded {
  path: string
  coding: string | undefined
  /** As they came over the network, with the head of the response. */
  bytes: number
}

/** What `page` has loaded over the network: nothing that its cache had. */
async function loadedBy(page: Page): Promise<Loaded[]> {
  const devTools = await page.context().newCDPSession(page)
  await devTools.send('Network.enable')
  const begun = new Map<string, Omit<Loaded, 'bytes'>>()
  const loaded: Loaded[] = []
  devTools.on('Network.responseReceived', ({ requestId, response }) => {
    begun.set(requestId, { path: new URL(response.url).pathname, coding: response.headers['content-encoding'] })
  })
  devTools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const what = begun.get(requestId)
    if (what && encodedDataLength > 0) loaded.push({ ...what, bytes: encodedDataLength })
  })
  return loaded
}

/** The scripts of the shared workers that `page` starts. */
async function workersOf(page: Page): Promise<string[]> {
  const paths: string[] = []
  await page.exposeFunction('workerStarted', (url: string) => paths.push(new URL(url).pathname))
  await page.addInitScript(() => {
    const told = globalThis as unknown as { workerStarted: (url: string) => void }
    globalThis.SharedWorker = class extends SharedWorker {
      constructor(url: string | URL, options?: string | WorkerOptions) {
        super(url, options)
        told.workerStarted(new URL(url, location.href).href)
      }
    }
  })
  return paths
}

/** What the server sends for a script over plain http; a script that loads further ones would not be counted whole. */
async function compressed(cloud: string, path: string): Promise<Loaded> {
  const response = await fetch(new URL(path, cloud), { headers: { 'accept-encoding': 'gzip' } })
  expect(await response.text()).not.toMatch(/\bimport\b\s*["'({*]/)
  expect(response.headers.get('content-encoding')).toBe('gzip')
  return { path, coding: 'gzip', bytes: Number(response.headers.get('content-length')) }
}

const total = (loaded: readonly Loaded[]) => loaded.reduce((all, { bytes }) => all + bytes, 0)
const kB = 1000

/** By a name, browsers take neither brotli nor zstd over plain http: gzip is all there is. */
const byName = (url: string) => url.replace('127.0.0.1', 'kilonova.test')

test('the sign-in page is 12 requests and 150 kB at most, over plain http with gzip alone', async ({ page, cloud }) => {
  const loaded = await loadedBy(page)
  await page.goto(`${byName(cloud.url)}/sign-in`)
  await expect(page.getByLabel('User name')).toBeFocused()
  await page.waitForLoadState('networkidle')
  const listed = loaded.map(({ path, bytes }) => `${bytes} ${path}`).join('\n')
  expect(loaded.length, listed).toBeLessThanOrEqual(12)
  expect(total(loaded), listed).toBeLessThanOrEqual(150 * kB)
  expect(new Set(loaded.map(({ coding }) => coding))).toEqual(new Set([undefined, 'gzip']))
  expect(await page.evaluate(() => document.fonts.check('500 14px "Inter Variable"'))).toBe(true)
})

test('after it no script is loaded twice, and what was loaded stays', async ({ page, cloud }) => {
  const loaded = await loadedBy(page)
  await page.goto(`${byName(cloud.url)}/sign-in`)
  await fillSignIn(page, 'demo', cloud.adminPassword)
  await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible()
  const scripts = loaded.filter(({ path }) => path.endsWith('.js') && path.startsWith('/assets/'))
  const listed = scripts.map(({ path, bytes }) => `${bytes} ${path}`).join('\n')
  expect(new Set(scripts.map(({ path }) => path)).size, listed).toBe(scripts.length)
  // One font for English text, and one for its figures and codes at most.
  expect(loaded.filter(({ path }) => /latin-ext/.test(path))).toEqual([])
  // Back on it, everything with a name of its own is there already.
  const before = loaded.length
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible()
  expect(loaded.slice(before).filter(({ path }) => path.startsWith('/assets/'))).toEqual([])
})

test('home after signing in is 250 kB of scripts at most, with those of the sign-in page and the worker of all tabs', async ({
  page,
  cloud,
}) => {
  const loaded = await loadedBy(page)
  const workers = await workersOf(page)
  await page.goto(`${byName(cloud.url)}/sign-in`)
  await fillSignIn(page, 'demo', cloud.adminPassword)
  await expect(page.getByRole('heading', { name: 'Home' })).toBeVisible()
  await expect(page.getByRole('button', { name: /^Tasks/ })).toBeVisible()
  // What a worker loads is no part of what the page loads.
  await expect.poll(() => workers).toHaveLength(1)
  const scripts = [
    ...loaded.filter(({ path }) => path.endsWith('.js')),
    ...(await Promise.all(workers.map((path) => compressed(cloud.url, path)))),
  ]
  const listed = scripts.map(({ path, bytes }) => `${bytes} ${path}`).join('\n')
  expect(total(scripts), listed).toBeLessThanOrEqual(250 * kB)
})

/** How often `page` asks for scripts whose names it learns from scripts: every round waits for the one before. */
async function roundsOf(page: Page): Promise<string[][]> {
  const rounds: string[][] = []
  let held: { path: string; go: () => Promise<void> }[] = []
  let quiet: NodeJS.Timeout | undefined
  const release = () => {
    rounds.push(held.map(({ path }) => path))
    for (const { go } of held) void go()
    held = []
  }
  await page.route('**/assets/*.js', (route) => {
    held.push({ path: new URL(route.request().url()).pathname, go: () => route.continue() })
    clearTimeout(quiet)
    quiet = setTimeout(release, 1000)
  })
  return rounds
}

test('the scripts of a list come in four rounds at most, whoever opens its address', async ({
  page,
  cloud,
  project,
}) => {
  await isSignedIn(page, cloud, project)
  const rounds = await roundsOf(page)
  await page.goto(`${cloud.url}/p/${project.name}/servers`)
  await expect(page.getByRole('heading', { name: 'Servers', level: 1 })).toBeVisible()
  expect(rounds.length, JSON.stringify(rounds, null, 1)).toBeLessThanOrEqual(4)
})
