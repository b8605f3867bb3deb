import { expect, test } from 'vitest'
import type { CreateOptions } from '#app/bff'
import { cliCommand, shellWord } from './cli-command.ts'
import { firstWish, type CreateWish } from './create-wish.ts'

const options = {
  images: [{ id: 'i', name: 'debian-12' }],
  flavors: [{ id: 'f', name: 'm1.small' }],
  keyPairs: [{ name: 'laptop' }],
} as CreateOptions

const command = (more: Partial<CreateWish>) => cliCommand({ ...firstWish(options), name: 'web 1', ...more }, options)

test('the command does what the form does', () => {
  expect(command({})).toBe(
    "openstack server create --image debian-12 --flavor m1.small --key-name laptop --nic auto --wait 'web 1'",
  )
})

test('several servers, chosen networks, ports and user data are in it', () => {
  const wish = { count: 3, networking: 'chosen', networkIds: ['n-1', 'n-2'], portIds: ['p'], userData: '#!' } as const
  expect(command({ ...wish, networkIds: [...wish.networkIds], portIds: [...wish.portIds] })).toContain(
    '--network n-1 --network n-2 --port p --user-data user-data.txt --min 3 --max 3',
  )
})

test('everything else that can be filled in is in it, a password only as a gap', () => {
  const metadata = [{ id: 1, key: 'team', value: 'a b' }]
  const hints = [{ id: 2, key: 'same_host', value: 's' }]
  const said = command({
    hostname: 'web',
    adminPassword: 'secret',
    configDrive: true,
    zone: 'nova',
    host: 'host-1',
    groupId: 'g',
    description: 'the front',
    tags: ['blue'],
    metadata,
    hints,
  })
  expect(said).toContain(
    "--hostname web --password <password> --config-drive true --availability-zone nova --host host-1 --hint group=g --hint same_host=s --description 'the front' --tag blue --property 'team=a b'",
  )
})

test('what is not filled in yet is a gap', () => {
  expect(cliCommand({ ...firstWish(options), imageId: null, keyName: null }, options)).toContain('--image <image>')
})

test.each([
  ['plain', 'plain'],
  ['two words', "'two words'"],
  ["it's", String.raw`'it'\''s'`],
  ['$(rm -rf /)', "'$(rm -rf /)'"],
  ['<b>', "'<b>'"],
])('a shell reads %s back from %s', (word, quoted) => {
  expect(shellWord(word)).toBe(quoted)
})
