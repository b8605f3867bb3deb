import { expect, test } from 'vitest'
import { openstackApp } from '#platform/http/openstack-app'
import { silentLog } from '#platform/log'
import { asPeer } from './peer-service.ts'

test.each(['/v2/images/..', '/v2/images/%2e%2e/file', '/v2/images//file', '/v2/images/./tags?limit=1'])(
  'a peer is not asked for %s, which means something else',
  async (path) => {
    const app = openstackApp({ service: 'image', envelope: (fault) => fault, log: silentLog })
    let asked = 0
    app.all('*', (c) => c.json({ asked: ++asked }))
    await expect(asPeer(app)(path, { method: 'DELETE' })).rejects.toThrow(/means another address|could not be found/)
    expect(asked).toBe(0)
    await asPeer(app)('/v2/images/a..b?name=..', {})
    expect(asked).toBe(1)
  },
)
