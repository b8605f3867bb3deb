import { expect, test } from 'vitest'
import { hintsAsked, noQuestion } from '#shared/fit-address'
import { fitRequest } from './fit-request.ts'

const flavors = [
  { id: '1', name: 'm1.tiny' },
  { id: 'm1.tiny', name: 'other' },
]

test('only what is asked for is sent, and a flavor may be named', () => {
  expect(fitRequest({ ...noQuestion, flavor: 'other' }, flavors)).toEqual({
    server: { flavorRef: 'm1.tiny', min_count: 1, max_count: 1 },
  })
  expect(fitRequest({ ...noQuestion, flavor: 'm1.tiny' }, flavors).server.flavorRef).toBe('m1.tiny')
  expect(fitRequest({ ...noQuestion, flavor: 'gone' }, flavors).server.flavorRef).toBe('gone')
})

test('numbers, options and hints go along as the scheduler reads them', () => {
  const sizes = { vcpus: 2, ram: 1024, disk: 10 }
  const hints = hintsAsked({ group: 'g', different_host: ['a', 'b'], query: '["=","$vcpus",4]' })
  expect(fitRequest({ ...noQuestion, sizes, zone: 'nova', host: 'h', project: 'p', count: 4, ...hints }, [])).toEqual({
    server: { availability_zone: 'nova', host: 'h', min_count: 4, max_count: 4 },
    flavor: sizes,
    'os:scheduler_hints': { group: 'g', different_host: ['a', 'b'], query: '["=","$vcpus",4]' },
    project_id: 'p',
  })
})
