import { expect, test, vi } from 'vitest'
import { fakeDisks } from '#agent/disks/fake-disks'
import { fakeNics } from '#agent/nics/fake-nics'
import { fakeDriver } from '#driver/fake/fake-driver'
import { newId, type HostId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { hostSeal } from '#test/fake-host'
import { openCommandQueue } from './commands/command-queue.ts'
import { type HostPower, systemdPower, withoutPower } from './host-power.ts'

const withSystemd = (isRoot = true, run = vi.fn<(program: string, args: readonly string[]) => Promise<unknown>>()) => ({
  run,
  power: systemdPower({ isRoot, runsHere: async () => true, run }),
})

test.each([
  ['shutdown', 'poweroff'],
  ['reboot', 'reboot'],
] as const)('a %s is asked of systemd, which begins it without being waited for', async (action, verb) => {
  const { power, run } = withSystemd()
  await power.begin(action)
  expect(run).toHaveBeenCalledWith('systemctl', ['--no-block', verb])
})

test('an agent that is not root refuses, and so does one without systemd', async () => {
  const { power, run } = withSystemd(false)
  await expect(power.begin('reboot')).rejects.toThrow('is not root')
  await expect(systemdPower({ isRoot: true, runsHere: async () => false, run }).begin('reboot')).rejects.toThrow(
    'no systemd',
  )
  expect(run).not.toHaveBeenCalled()
})

/** A host that is told things about its power. */
function aHost(power: HostPower) {
  const driver = fakeDriver()
  const queue = openCommandQueue(
    { driver, disks: fakeDisks(), nics: fakeNics(), seal: hostSeal, desired: { reach: async () => {} }, power },
    silentLog,
  )
  const hostId = newId<HostId>()
  return {
    driver,
    tell: async (action: 'startup' | 'shutdown' | 'reboot', bootId?: string) =>
      queue.take({
        id: newId<string>(),
        kind: 'host-power',
        params: { hostId, action, bootId: bootId ?? (await driver.facts()).bootId ?? null },
      }),
  }
}

test('a host that was told to reboot does it once, however often it is told', async () => {
  const begin = vi.fn<HostPower['begin']>()
  const { driver, tell } = aHost({ begin })
  const { bootId } = await driver.facts()
  await tell('reboot', bootId)
  driver.boot()
  await tell('reboot', bootId)
  expect(begin).toHaveBeenCalledTimes(1)
})

test('nobody starts a host that is on', async () => {
  const { tell } = aHost(withoutPower('never asked'))
  await expect(tell('startup')).rejects.toThrow('This host is on.')
})
