import { beforeAll, expect, test } from 'vitest'
import { startDaemon } from '#driver/libvirt/start-daemon'
import { runScenario } from './qemu-testbed.ts'

beforeAll(async () => {
  await startDaemon()
}, 30_000)

test.each(['qemu:///system', 'test:///default'])(
  'a driver of %s opened and closed twenty times leaves nothing open, and lets the process end',
  { timeout: 30_000 },
  async (uri) => {
    const printed = await runScenario('open-and-close', [uri])
    expect(JSON.parse(printed)).toEqual({ socketsLeft: 0 })
  },
)

test('whoever has closed the last connection may exit at once', async () => {
  expect(await runScenario('exit-at-once', ['test:///default'], { timeout: 20_000 })).toBe('closed\n')
})
