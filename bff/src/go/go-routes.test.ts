import { aProject } from '../../test/support/a-project.ts'
import { expect, test } from '../../test/support/cloud-test.ts'
import type { Found } from './go-routes.ts'

test('a thing is found by id, by the beginning of it, by name and by address, in every project of mine and in no other', async ({
  cloud,
  member,
  person,
  project,
}) => {
  const [laboratory, foreign] = [await aProject(cloud.admin), await aProject(cloud.admin)]
  await laboratory.grants(person, 'member')
  const name = `web-${project.id.slice(0, 8)}`
  const id = await laboratory.hasServer(name)
  await foreign.hasServer(name)
  const go = async (q: string) =>
    (await member.json<{ found: Found[] }>(`/bff/go?q=${encodeURIComponent(q)}`)).found.map((one) => [
      one.kind,
      one.id,
      one.projectId,
      one.isExact,
    ])
  expect(await go(id)).toEqual([['server', id, laboratory.id, true]])
  expect(await go(id.slice(0, 9))).toEqual([['server', id, laboratory.id, false]])
  expect(await go(name.toUpperCase())).toEqual([['server', id, laboratory.id, true]])
  const { network } = await laboratory.api.call<{ network: { id: string } }>('POST', '/network/v2.0/networks', {
    network: { name: `${name} net` },
  })
  expect(await go(`${name} NET`)).toEqual([['network', network.id, laboratory.id, true]])
  expect(await go('nothing like this')).toEqual([])
})

test('what is shared is found once, and hostile words find nothing and break nothing', async ({
  cloud,
  member,
  person,
}) => {
  const laboratory = await aProject(cloud.admin)
  await laboratory.grants(person, 'member')
  const { images } = await laboratory.api.call<{ images: { id: string }[] }>(
    'GET',
    '/image/v2/images?visibility=public',
  )
  const { found } = await member.json<{ found: Found[] }>(`/bff/go?q=${images[0]!.id}`)
  expect(found).toHaveLength(1)
  for (const q of ['"', 'status:', '-', '((((', '%', '\\', 'a"b:c', "' or 1=1", '\u0000'])
    expect({ q, status: (await member.request(`/bff/go?q=${encodeURIComponent(q)}`)).status }).toEqual({
      q,
      status: 200,
    })
  expect((await member.request('/bff/go?q=')).status).toBe(400)
})
