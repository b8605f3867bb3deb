import { expect, test } from 'vitest'
import { onceInAllTabs, rememberedIds } from './told-once.ts'

function aStorage() {
  const items = new Map<string, string>()
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  }
}

test('what one tab has told no other tells', async () => {
  const storage = aStorage()
  const told: string[] = []
  for (const tab of ['one', 'two']) await onceInAllTabs(rememberedIds('told', storage), 'task', () => told.push(tab))
  expect(told).toEqual(['one'])
})

test('the newest are remembered, and each once', () => {
  const ids = rememberedIds('told', aStorage())
  for (let nth = 0; nth < 400; nth++) ids.add(`task ${nth}`, `task ${nth}`)
  expect(ids.all().size).toBe(300)
  expect(ids.has('task 399')).toBe(true)
  expect(ids.has('task 0')).toBe(false)
})

test('what somebody else has written there is nothing to us', () => {
  const storage = aStorage()
  storage.setItem('told', '{"not": "a list"}')
  expect(rememberedIds('told', storage).all().size).toBe(0)
  storage.setItem('told', 'nonsense')
  expect(rememberedIds('told', storage).has('task')).toBe(false)
})
