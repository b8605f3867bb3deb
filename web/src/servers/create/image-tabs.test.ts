import { expect, test } from 'vitest'
import { distributionOf, imagesFound, letterOf, tabsOf } from './image-tabs.ts'

const image = (name: string, more: object = {}) => ({
  id: name,
  name,
  visibility: 'public' as const,
  isMine: false,
  isSnapshot: false,
  distribution: null,
  ...more,
})
const images = [
  image('ubuntu-10'),
  image('ubuntu-9'),
  image('golden', { visibility: 'private', isMine: true }),
  image('web-backup', { visibility: 'private', isMine: true, isSnapshot: true }),
  image('theirs', { visibility: 'shared' }),
]
const found = (tab: Parameters<typeof imagesFound>[1]['tab'], search = '') =>
  imagesFound(images, { tab, search }).map(({ name }) => name)

test('each part has its images, by name with numbers as numbers', () => {
  expect(found('public')).toEqual(['ubuntu-9', 'ubuntu-10'])
  expect(found('project')).toEqual(['golden'])
  expect(found('snapshots')).toEqual(['web-backup'])
  expect(found('shared')).toEqual(['theirs'])
  expect(found('all', 'UBUNTU 10')).toEqual(['ubuntu-10'])
})

test('parts without images are not offered', () => {
  expect(tabsOf(images)).toEqual(['all', 'project', 'public', 'shared', 'snapshots'])
  expect(tabsOf([image('ubuntu')])).toEqual(['all', 'public'])
})

test('the distribution is what the image says, else what its name begins with', () => {
  expect(distributionOf(image('golden', { distribution: 'Debian' }))).toBe('debian')
  expect(distributionOf(image('ubuntu-22.04'))).toBe('ubuntu')
  expect(letterOf(image('ubuntu-22.04'))).toBe('U')
  expect(letterOf(image('42'))).toBe('4')
})
