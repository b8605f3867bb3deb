import { expect, test } from 'vitest'
import { fairSlots, type Priority, type Slot } from './fair-slots.ts'

/** Places with a book of who was given one, in that order. */
function aHouse(limit: number) {
  const slots = fairSlots(limit)
  const given: string[] = []
  const held = new Map<string, Slot>()
  return {
    slots,
    given,
    ask(name: string, projectId: string, priority: Priority = 'usual') {
      const enter = (slot: Slot) => {
        given.push(name)
        return held.set(name, slot)
      }
      void slots.take({ projectId, priority }).then(enter)
    },
    async leave(name: string) {
      await settled()
      held.get(name)!.release()
      await settled()
    },
    async yieldWhile(name: string) {
      await settled()
      const back = Promise.withResolvers<void>()
      const over = held.get(name)!.yieldWhile(() => back.promise)
      await settled()
      return async () => {
        back.resolve()
        await settled()
        return over
      }
    },
  }
}

/** All that can go on without anybody leaving has gone on. */
async function settled(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve()
}

/** Lets whoever was given a place last leave, until nobody waits. */
async function drain({ slots, given, leave }: ReturnType<typeof aHouse>): Promise<void> {
  await settled()
  while (slots.waiting() > 0) await leave(given.at(-1)!)
}

test('projects take turns, however long the line of one is', async () => {
  const house = aHouse(1)
  for (const name of ['a1', 'a2', 'a3', 'a4']) house.ask(name, 'a')
  house.ask('b1', 'b')
  house.ask('c1', 'c')
  house.ask('b2', 'b')
  await drain(house)
  expect(house.given).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4'])
})

test("deletes go before the rest of their project, and delay nobody else's work", async () => {
  const house = aHouse(1)
  for (const name of ['create 1', 'create 2', 'create 3']) house.ask(name, 'a')
  for (const name of ['delete 1', 'delete 2']) house.ask(name, 'a', 'next')
  house.ask("somebody else's create", 'b')
  await drain(house)
  expect(house.given).toEqual(['create 1', 'delete 1', "somebody else's create", 'delete 2', 'create 2', 'create 3'])
})

test("administrators' work goes before everybody's", async () => {
  const house = aHouse(1)
  for (const name of ['a1', 'a2']) house.ask(name, 'a')
  house.ask('b1', 'b', 'next')
  for (const name of ['repair 1', 'repair 2']) house.ask(name, 'admins', 'first')
  await drain(house)
  expect(house.given).toEqual(['a1', 'repair 1', 'repair 2', 'a2', 'b1'])
})

test('long operations of one project leave places for others, and all of them some for deletes', async () => {
  const house = aHouse(8)
  for (let i = 1; i <= 20; i++) house.ask(`a${i}`, 'a')
  await settled()
  expect(house.given).toHaveLength(6)
  for (let i = 1; i <= 20; i++) house.ask(`b${i}`, 'b')
  await settled()
  expect(house.given).toHaveLength(7)
  house.ask('delete', 'c', 'next')
  await settled()
  expect(house.given.at(-1)).toBe('delete')
  expect(house.slots.held()).toEqual({ running: 8, blocked: 0 })
})

test('who waits for somebody else holds no place, and has one again before it goes on', async () => {
  const house = aHouse(1)
  house.ask('stop', 'a')
  const comeBack = await house.yieldWhile('stop')
  house.ask('create 1', 'a')
  house.ask('create 2', 'a')
  await settled()
  expect(house.given).toEqual(['stop', 'create 1'])
  expect(house.slots.held()).toEqual({ running: 1, blocked: 1 })
  const isBack = comeBack()
  await house.leave('create 1')
  await isBack
  // It was there before the second: it has begun, and that one has not.
  expect(house.given).toEqual(['stop', 'create 1'])
  await house.leave('stop')
  expect(house.given).toEqual(['stop', 'create 1', 'create 2'])
})

test('a wait that fails has its place back before the failure is told', async () => {
  const slots = fairSlots(1)
  const slot = await slots.take({ projectId: 'a', priority: 'usual' })
  await expect(slot.yieldWhile(() => Promise.reject(new Error('gone')))).rejects.toThrow('gone')
  expect(slots.held()).toEqual({ running: 1, blocked: 0 })
})

test('one place is enough for everything', async () => {
  const house = aHouse(1)
  house.ask('usual', 'a')
  await settled()
  expect(house.given).toEqual(['usual'])
})
