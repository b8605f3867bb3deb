import { expect, test } from 'vitest'
import type { CreateOptions } from '#shared/bff'
import { cliCommand } from './cli-command.ts'
import { initialForm, newCard, type CreateForm } from './create-form.ts'
import { shellWord } from './shell.ts'

const options = {
  images: [{ id: 'i', name: 'debian-12' }],
  flavors: [{ id: 'f', name: 'm1.small' }],
  keyPairs: [{ name: 'laptop' }],
} as CreateOptions

const command = (more: Partial<CreateForm>) => cliCommand({ ...initialForm(options), name: 'web 1', ...more }, options)

test('the command does what the form does', () => {
  expect(command({})).toBe(
    "openstack server create --image debian-12 --flavor m1.small --key-name laptop --nic auto --wait 'web 1'",
  )
})

test('several servers, chosen interfaces in their order and user data are included', () => {
  const cards = [newCard('network', 'n-1'), newCard('port', 'p'), newCard('network', 'n-2', '10.0.0.5')]
  expect(command({ count: 3, networking: 'chosen', cards, userData: '#!' })).toContain(
    '--network n-1 --port p --nic net-id=n-2,v4-fixed-ip=10.0.0.5 --user-data user-data.txt --min 3 --max 3',
  )
})

test('names with a pattern are asked for one after the other', () => {
  expect(command({ name: 'web-{nn}', count: 2 })).toBe(
    'for name in web-01 web-02; do\n  openstack server create --image debian-12 --flavor m1.small --key-name laptop --nic auto --wait "$name"\ndone',
  )
  expect(command({ name: 'web-{nn}', count: 1 })).toMatch(/--wait web-01$/)
})

test('everything else that can be filled in is included, the password only as a gap', () => {
  const metadata = [{ id: 1, key: 'team', value: 'a b' }]
  const hints = [{ id: 2, key: 'same_host', value: 's' }]
  const line = command({
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
  expect(line).toContain(
    "--hostname web --password <password> --config-drive true --availability-zone nova --host host-1 --hint group=g --hint same_host=s --description 'the front' --tag blue --property 'team=a b'",
  )
})

test('what is not filled in yet is a gap', () => {
  expect(cliCommand({ ...initialForm(options), imageId: null, keyName: null }, options)).toContain('--image <image>')
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
