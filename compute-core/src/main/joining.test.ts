import { expect, test } from 'vitest'
import { joiningOver } from './joining.ts'

const places = (public_url: string | undefined, own: string[], others: string[] = []) =>
  joiningOver({
    config: { public_url },
    authority: { fingerprint: 'f' },
    wire: { port: 8790, places: own },
    addresses: async () => others,
  }).places()

test('machines join at every address of control that other machines reach', async () => {
  expect(await places(undefined, ['10.0.0.1:8790'], ['10.0.0.1:8790', '10.0.0.2:8790', '127.0.0.1:8790'])).toEqual([
    '10.0.0.1:8790',
    '10.0.0.2:8790',
  ])
})

test('or at the name that everybody knows the cloud by', async () => {
  expect(await places('https://cloud.example.org/x', ['10.0.0.1:8790'])).toEqual(['cloud.example.org:8790'])
  expect(await places('https://[fd00::1]:8774', ['10.0.0.1:8790'])).toEqual(['[fd00::1]:8790'])
})

test('nobody joins a cloud whose port is for its own machine alone, whatever it is called', async () => {
  expect(await places(undefined, [], ['127.0.0.1:8790'])).toEqual([])
  expect(await places('https://cloud.example.org', [], ['127.0.0.1:8790'])).toEqual([])
})

test('but a host on the same machine, where it is called by that', async () => {
  expect(await places('http://127.0.0.1', [])).toEqual(['127.0.0.1:8790'])
  expect(await places('http://localhost:8774', [])).toEqual(['localhost:8790'])
})
