import { expect, test } from 'vitest'
import { history, only, without } from './history.ts'

const things = history([
  { since: '2.30', what: 'Things are round.', downgradeView: (view) => ({ ...view, shape: 'square' }) },
  { since: '2.20', what: 'Things have a colour.', addsToRequest: ['colour'], downgradeView: without('colour') },
  {
    since: '2.10',
    what: 'Things have a size.',
    upgradeRequest: (thing) => ({ ...thing, size: thing['big'] ? 2 : 1 }),
    downgradeView: (view) => without('size')({ ...view, big: view['size'] === 2 }),
  },
])
const newest = { name: 'ball', shape: 'round', colour: 'red', size: 2 }

test.each([
  [104, newest],
  [30, newest],
  [29, { ...newest, shape: 'square' }],
  [19, { name: 'ball', shape: 'square', size: 2 }],
  [1, { name: 'ball', shape: 'square', big: true }],
])('a view walks down to 2.%i', (version, view) => {
  expect(things.downgradeView(version, newest, undefined)).toEqual(view)
})

test('a request walks up, oldest step first', () => {
  expect(things.upgradeRequest(1, { big: true })).toEqual({ big: true, size: 2 })
  expect(things.upgradeRequest(20, { colour: 'red' })).toEqual({ colour: 'red' })
})

test('a request cannot have what came later', () => {
  expect(() => things.upgradeRequest(19, { colour: 'red' })).toThrow('known from microversion 2.20 on')
})

test('a history that is not newest first is a mistake of ours', () => {
  const what = ''
  expect(() =>
    history([
      { since: '2.1', what },
      { since: '2.2', what },
    ]),
  ).toThrow('newest first')
})

test('only keeps what is named', () => {
  expect(only('name')(newest)).toEqual({ name: 'ball' })
})
