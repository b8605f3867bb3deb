import { expect, test } from '../../test/support/cloud-test.ts'

test('the reference is a page of our own files, which needs no session', async ({ openBrowser }) => {
  const { request } = openBrowser()
  const page = await request('/reference')
  expect(page.status).toBe(200)
  const sources = [...(await page.text()).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source!)
  expect(sources).toHaveLength(5)
  for (const source of sources)
    expect({ source, status: (await request(source)).status }).toEqual({ source, status: 200 })
})

test('it offers the document of each service', async ({ openBrowser }) => {
  const script = await (await openBrowser().request('/reference/start.js')).text()
  for (const service of ['compute', 'identity', 'image', 'network', 'placement'])
    expect(script).toContain(`/${service}/openapi.json`)
})
