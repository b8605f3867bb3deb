import { expect, test } from 'vitest'
import { formProblems, initialForm, newCard, type CreateForm } from './create-form.ts'

const options = {
  images: [{ id: 'i' }],
  flavors: [{ id: 'f' }, { id: 'g' }],
  keyPairs: [],
} as unknown as Parameters<typeof initialForm>[0]

const filled = (more: Partial<CreateForm> = {}): CreateForm => ({ ...initialForm(options), name: ' web ', ...more })
const problemOf = (cards: CreateForm['cards'], more: Partial<CreateForm> = {}) =>
  formProblems.cards(cards, filled({ networking: 'chosen', ...more }))

test('where there is only one choice, it is made', () => {
  expect(initialForm(options)).toMatchObject({ imageId: 'i', flavorId: null, keyName: null })
})

test('a port or an address cannot be used by two servers', () => {
  expect(problemOf([newCard('port', 'p')], { count: 2 })).toContain('one server')
  expect(problemOf([newCard('network', 'n', '10.0.0.5')], { count: 2 })).toContain('one server')
  expect(problemOf([newCard('network', 'n')], { count: 2 })).toBeNull()
  expect(problemOf([newCard('port', 'p')])).toBeNull()
})

test('every network interface needs its network, and no port comes twice', () => {
  expect(problemOf([])).toContain('Add a network')
  expect(problemOf([newCard('network')])).toContain('every line')
  expect(problemOf([newCard('port', 'p'), newCard('port', 'p')])).toContain('only once')
  expect(formProblems.cards([], filled({ networking: 'auto' }))).toBeNull()
})

test.each([
  ['10.0.0.5', true],
  ['fd00::5', true],
  ['10.0.0.256', false],
  ['10.0.0', false],
  ['web', false],
])('whether %s is an address: %s', (address, isOne) => {
  expect(problemOf([newCard('network', 'n', address)]) === null).toBe(isOne)
})

test('several servers cannot have one hostname', () => {
  expect(formProblems.hostname('web', filled({ count: 2 }))).toContain('one hostname')
  expect(formProblems.hostname('web', filled())).toBeNull()
})

test('a name may not become too long by its number', () => {
  expect(formProblems.name('x'.repeat(254), filled({ name: 'x'.repeat(254), count: 1 }))).toBeNull()
  expect(formProblems.name('x'.repeat(254), filled({ name: 'x'.repeat(254), count: 2 }))).toContain('255')
})
