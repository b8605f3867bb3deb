import { QueryClient } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'
import { bffOf } from './bff.ts'
import { candidatesQuery } from './candidates-query.ts'

test('who may be added is looked for by the cloud, and no more of them are read than are offered', async () => {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url)
    return Response.json({ groups: [{ id: 'g', name: 'the team & co', domain_id: 'default' }] })
  })
  const found = await new QueryClient().fetchQuery(candidatesQuery(bffOf('p/1'), 'group', 'team & co'))
  vi.unstubAllGlobals()
  expect(found.map(({ id }) => id)).toEqual(['g'])
  expect(asked).toEqual([
    '/bff/p/1/api/identity/groups?limit=20&sort_key=name&sort_dir=asc&kilonova%3Aq=%22team+%26+co%22',
  ])
})
