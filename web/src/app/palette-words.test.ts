import { expect, test, vi } from 'vitest'
import { bestFor, readWish, stillMeant } from './palette-words.ts'

test.each([
  ['delete web-5', 'delete', 'web-5'],
  ['  Delete  web 5 ', 'delete', 'web 5'],
  ['hard reboot web-5', 'hard reboot', 'web-5'],
  ['reboot web-5', 'reboot', 'web-5'],
  ['unlock db', 'unlock', 'db'],
  ['console web-5', 'console', 'web-5'],
  ['delete', undefined, 'delete'],
  ['deleted-1', undefined, 'deleted-1'],
  ['web-5', undefined, 'web-5'],
  ['', undefined, ''],
])('“%s” means %s of “%s”', (text, word, rest) => {
  const read = readWish(text)
  expect([read.wish?.word, read.rest]).toEqual([word, rest])
})

test.each([
  ['löschen web-5', 'web-5'],
  ['web-5 löschen', 'web-5'],
  ['Löschen web 5', 'web 5'],
  ['delete web-5', 'web-5'],
])('in a German dashboard “%s” is understood, in English too', async (text, rest) => {
  vi.resetModules()
  vi.stubGlobal('document', { documentElement: {} })
  const { loadLanguage } = await import('#ui/i18n')
  await loadLanguage('de')
  const german = await import('./palette-words.ts')
  const read = german.readWish(text)
  expect([read.wish?.does, read.rest]).toEqual([{ command: 'delete' }, rest])
  expect(german.readWish('web-5 delete').wish).toBeUndefined()
})

test('while an answer is on its way, only what is still meant can be chosen', () => {
  const server = (name: string, address: string) => ({
    kind: 'server' as const,
    id: `id-of-${name}`,
    name,
    projectId: 'p',
    ofProject: null,
    status: 'ACTIVE',
    addresses: [address],
    isExact: false,
  })
  const found = [server('web-1', '10.0.0.1'), server('Web-5', '10.0.0.5')]
  const namesFor = (typed: string) => stillMeant(found, typed).map(({ name }) => name)
  expect([namesFor('web-5'), namesFor('10.0.0.1'), namesFor('web-55')]).toEqual([['Web-5'], ['web-1'], []])
})

test('a page that is called as is typed comes before those that have it in their name, and these before those with the word', () => {
  const pages = [
    { label: 'Migrations', keywords: ['hosts'] },
    { label: 'Free hosts' },
    { label: 'Hosts of today' },
    { label: 'Servers', keywords: ['vm'] },
    { label: 'Hosts' },
  ]
  const labels = (typed: string) => bestFor(typed, pages).map(({ label }) => label)
  expect(labels('HOSTS ')).toEqual(['Hosts', 'Hosts of today', 'Free hosts', 'Migrations'])
  expect(labels('vm')).toEqual(['Servers'])
  expect(labels('')).toHaveLength(5)
})
