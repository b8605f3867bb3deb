import { expect, test } from 'vitest'
import { requestFor, serverCommand, commandNames } from './server-command.ts'

const bodyOf = (command: object) => requestFor(serverCommand.parse(command)).request.json

test.each([
  [{ action: 'stop' }, { 'os-stop': null }],
  [{ action: 'deleteNow' }, { forceDelete: null }],
  [{ action: 'triggerCrashDump' }, { trigger_crash_dump: null }],
  [{ action: 'resize', flavorId: '2' }, { resize: { flavorRef: '2' } }],
  [{ action: 'rescue' }, { rescue: {} }],
  [{ action: 'rescue', imageId: 'i', adminPassword: 'p' }, { rescue: { rescue_image_ref: 'i', adminPass: 'p' } }],
  [{ action: 'createImage', name: 'n' }, { createImage: { name: 'n', metadata: {} } }],
  [
    { action: 'createBackup', name: 'n', type: 'daily', rotation: 3 },
    { createBackup: { name: 'n', backup_type: 'daily', rotation: 3 } },
  ],
  [{ action: 'changePassword', adminPassword: 'p' }, { changePassword: { adminPass: 'p' } }],
  [{ action: 'unshelve' }, { unshelve: null }],
  [{ action: 'unshelve', zone: 'z' }, { unshelve: { availability_zone: 'z' } }],
  [{ action: 'unshelve', host: 'h' }, { unshelve: { host: 'h' } }],
  [{ action: 'lock' }, { lock: null }],
  [{ action: 'lock', reason: 'audit' }, { lock: { locked_reason: 'audit' } }],
  [{ action: 'resetState', state: 'error' }, { 'os-resetState': { state: 'error' } }],
])('%o becomes the request body that Nova expects', (command, body) => {
  expect(bodyOf(command)).toEqual(body)
})

test('a rebuild sends only what changes, and can remove the key pair and the user data', () => {
  expect(bodyOf({ action: 'rebuild', imageId: 'i' })).toEqual({ rebuild: { imageRef: 'i' } })
  const command = { action: 'rebuild', imageId: 'i', name: 'n', keyName: null, userData: null, preserveEphemeral: true }
  expect(bodyOf(command)).toEqual({
    rebuild: { imageRef: 'i', name: 'n', key_name: null, user_data: null, preserve_ephemeral: true },
  })
  expect(bodyOf({ action: 'rebuild', imageId: 'i', keyName: 'k', userData: '#!' })).toEqual({
    rebuild: { imageRef: 'i', key_name: 'k', user_data: 'IyE=' },
  })
})

test('a delete is a DELETE of the server', () => {
  expect(requestFor({ action: 'delete' })).toEqual({ path: '', request: { method: 'DELETE' } })
})

test('network interfaces have a path of their own', () => {
  expect(requestFor({ action: 'attachInterface', networkId: 'n' })).toEqual({
    path: '/os-interface',
    request: { method: 'POST', json: { interfaceAttachment: { net_id: 'n' } } },
  })
  expect(requestFor({ action: 'attachInterface', networkId: 'n', fixedAddress: '10.0.0.9' }).request.json).toEqual({
    interfaceAttachment: { net_id: 'n', fixed_ips: [{ ip_address: '10.0.0.9' }] },
  })
  expect(requestFor({ action: 'attachInterface', portId: 'p' }).request.json).toEqual({
    interfaceAttachment: { port_id: 'p' },
  })
  expect(requestFor({ action: 'detachInterface', portId: 'p' })).toEqual({
    path: '/os-interface/p',
    request: { method: 'DELETE' },
  })
})

test.each([
  { action: 'explode' },
  { action: 'resize' },
  { action: 'resize', flavorId: '' },
  { action: 'stop', hard: true },
  { action: 'createBackup', name: 'n', type: 'hourly', rotation: 1 },
  { action: 'resetState', state: 'paused' },
])('%o is not a command', (command) => {
  expect(serverCommand.safeParse(command).success).toBe(false)
})

test('no two commands have the same name', () => {
  expect(new Set(commandNames).size).toBe(commandNames.length)
})
