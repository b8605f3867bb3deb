import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { onThisMachine } from './support/on-this-machine.ts'
import { openVirtualWorld, type VirtualWorld } from './support/virtual-hosts.ts'

let world: VirtualWorld

describe.runIf(onThisMachine)('virtual hosts', () => {
  beforeAll(async () => {
    world = await openVirtualWorld(['h1', 'h2', 'h3'])
  })
  afterAll(() => world?.close())

  test('each host has a libvirt of its own, and reaches control and nothing beyond', async () => {
    const uuids = await Promise.all(world.hosts.map((host) => host.virsh('capabilities')))
    expect(new Set(uuids.map((xml) => /<uuid>(.*)<\/uuid>/.exec(xml)?.[1])).size).toBe(3)
    for (const { room } of world.hosts) {
      expect(await room().run('ip', 'route', 'get', world.controlAddresses[0])).toContain('dev wire')
      await expect(room().run('ip', 'route', 'get', '192.0.2.1')).rejects.toThrow('unreachable')
    }
  })

  test('a host without its cable hears nobody, until it is plugged in again', async () => {
    const [host] = world.hosts
    const state = () => host!.room().run('cat', '/sys/class/net/wire/carrier')
    await host!.unplug()
    expect(await state()).toBe('0\n')
    await host!.plug()
    expect(await state()).toBe('1\n')
  })

  test('a host that is switched off and on has another boot, and its libvirt answers', async () => {
    const [host] = world.hosts
    const boot = () => host!.room().run('cat', '/proc/sys/kernel/random/boot_id')
    const before = await boot()
    await host!.cutPower()
    await host!.boot()
    expect(await boot()).not.toBe(before)
    expect(await host!.virsh('list', '--all')).toBe('')
  })
})
