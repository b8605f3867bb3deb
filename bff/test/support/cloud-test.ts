import { inject, test as base } from 'vitest'
import { aBrowser, type Browser, type BrowserParts } from './a-browser.ts'
import { aProject } from './a-project.ts'
import { startFakeDriverCloud } from './fake-driver-cloud.ts'

export { expect } from 'vitest'

/**
 * Vitest's `test` over a real cloud, which all files of a run share. What a test asks for by name it gets for itself: a
 * `project`, a `person` with the member role in it, a browser where that person is signed in (`member`), or any number of
 * fresh browsers (`openBrowser`). Do not extend it further: Vitest would start another cloud for the extension.
 */
export const test = base
  .extend('databaseUrl', { scope: 'worker' }, () => inject('databaseUrl'))
  .extend('cloud', { scope: 'worker' }, async ({ databaseUrl }, { onCleanup }) => {
    const running = await startFakeDriverCloud(databaseUrl)
    onCleanup(() => running[Symbol.asyncDispose]())
    return running
  })
  .extend('project', ({ cloud }) => aProject(cloud.admin))
  .extend('openBrowser', ({ cloud }) => {
    return (parts: Partial<BrowserParts> = {}): Browser =>
      aBrowser({ cloud: cloud.cloud, webDist: inject('webDist'), ...parts })
  })
  .extend('person', ({ project }) => project.hasPerson('member'))
  .extend('member', async ({ openBrowser, person }) => {
    const browser = openBrowser()
    await browser.signIn(person)
    return browser
  })
