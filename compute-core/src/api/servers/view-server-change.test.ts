import { expect, test } from 'vitest'
import { viewServerChange } from './view-server-change.ts'

const shown = {
  name: 'web-1',
  vmState: 'active',
  taskState: 'rebooting',
  powerState: 'running',
  progress: 0,
  lockedBy: 'admin',
  lockedReason: 'an audit',
  launchedAt: null,
  updatedAt: '2026-11-30T06:00:00.123456+00:00',
  hostName: 'node-1',
  networkInfo: [{ networkName: 'lan', mac: 'fa:16:3e:00:00:01', fixedIps: [{ address: '10.0.0.4', version: 4 }] }],
}

test('an event of a server says what the API would say of it', () => {
  expect(viewServerChange(shown, false)).toEqual({
    name: 'web-1',
    status: 'REBOOT',
    'OS-EXT-STS:vm_state': 'active',
    'OS-EXT-STS:task_state': 'rebooting',
    'OS-EXT-STS:power_state': 1,
    progress: 0,
    locked: true,
    locked_reason: 'an audit',
    'OS-SRV-USG:launched_at': null,
    addresses: {
      lan: [
        { addr: '10.0.0.4', version: 4, 'OS-EXT-IPS:type': 'fixed', 'OS-EXT-IPS-MAC:mac_addr': 'fa:16:3e:00:00:01' },
      ],
    },
    updated: '2026-11-30T06:00:00Z',
  })
})

test('only administrators hear of the host', () => {
  expect(viewServerChange(shown, true)).toMatchObject({ 'OS-EXT-SRV-ATTR:host': 'node-1' })
})
