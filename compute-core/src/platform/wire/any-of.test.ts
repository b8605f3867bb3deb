import { expect, test, onTestFinished } from 'vitest'
import { Hono } from 'hono'
import { silentLog } from '#platform/log'
import { aWire } from '#test/a-wire'
import { anyOf, type AnyOf } from './any-of.ts'
import { listenForPeers } from './h2-listener.ts'
import type { WireEnv } from './peer.ts'

type Wire = Awaited<ReturnType<typeof aWire>>

/** Where somebody answers with `name`. */
async function aPeer(wire: Wire, name: string, before: () => void = () => undefined): Promise<string> {
  const app = new Hono<WireEnv>().get('/', (c) => {
    before()
    return name === 'busy' ? c.text(name, 503) : c.text(name)
  })
  const listener = await listenForPeers({
    host: '127.0.0.1',
    port: 0,
    credentials: await wire.control(),
    app,
    log: silentLog,
  })
  onTestFinished(() => listener.close())
  return `127.0.0.1:${listener.port}`
}

async function asking(wire: Wire, places: readonly string[]): Promise<AnyOf> {
  const credentials = await wire.host('node-1')
  const any = anyOf({ places, credentials: () => credentials, expects: ({ kind }) => kind === 'control' })
  onTestFinished(() => any.close())
  return any
}

test('whoever has become a peer while others were asked is asked too', async () => {
  const wire = await aWire()
  const good = await aPeer(wire, 'good')
  const busy = await aPeer(wire, 'busy', () => any.replace([good]))
  const any = await asking(wire, [busy])
  expect(await (await any.fetch('/')).text()).toBe('good')
})

test('once closed it has nobody to ask, whatever it is told later', async () => {
  const wire = await aWire()
  const good = await aPeer(wire, 'good')
  const any = await asking(wire, [good])
  any.close()
  any.replace([good])
  await expect(any.fetch('/')).rejects.toThrow('there is nobody to ask')
})
