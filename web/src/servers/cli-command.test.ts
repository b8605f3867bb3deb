import { expect, test } from 'vitest'
import { cliCommand, shellWord } from './cli-command.ts'

const wish = {
  name: 'web 1',
  image: 'debian-12',
  flavor: 'm1.small',
  keyName: 'laptop',
  networks: 'auto' as const,
  hasUserData: false,
  count: 1,
}

test('the command does what the form does', () => {
  expect(cliCommand(wish)).toBe(
    "openstack server create --image debian-12 --flavor m1.small --key-name laptop --nic auto --wait 'web 1'",
  )
})

test('several servers, chosen networks and user data are in it', () => {
  const command = cliCommand({ ...wish, count: 3, networks: ['n-1', 'n-2'], hasUserData: true })
  expect(command).toContain('--network n-1 --network n-2 --user-data user-data.txt --min 3 --max 3')
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
