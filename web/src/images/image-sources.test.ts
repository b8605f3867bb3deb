import { expect, test } from 'vitest'
import { apiQueryOf, asksForCommunity, sourceOf, withSource } from './image-sources.ts'

test('one click leaves what else was asked for as it is', () => {
  expect(withSource('tag:web "two words"', 'mine')).toBe('owner:@me tag:web "two words"')
  expect(withSource('owner:@me tag:web', 'shared')).toBe('visibility:shared -owner:@me tag:web')
  expect(withSource('visibility:public tag:web', 'all')).toBe('tag:web')
})

test.each(['all', 'mine', 'shared', 'community', 'public'] as const)('%s is found again in its query', (source) => {
  expect(sourceOf(withSource('debian', source))).toBe(source)
})

test('what one asks in a way of one’s own is none of them', () => {
  expect(sourceOf('owner:abc')).toBeNull()
  expect(sourceOf('visibility:public,shared')).toBeNull()
})

test('the image service is asked with the id of the project', () => {
  expect(apiQueryOf('-owner:@me size:>2G "a  b"', 'p1')).toBe('-owner:p1 size:>2G "a  b"')
})

test('images of the community are asked for by name only', () => {
  expect(asksForCommunity('visibility:community')).toBe(true)
  expect(asksForCommunity('community')).toBe(false)
})
