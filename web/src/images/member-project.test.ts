import { expect, test } from 'vitest'
import { projectMeant } from './member-project.ts'

const projects = [
  { id: 'a'.repeat(32), name: 'web' },
  { id: 'b'.repeat(32), name: 'shop' },
  { id: 'c'.repeat(32), name: 'shop' },
]

test('a project is meant by its name or by its id', () => {
  expect(projectMeant(' web ', projects)).toEqual({ id: 'a'.repeat(32) })
  expect(projectMeant('b'.repeat(32), projects)).toEqual({ id: 'b'.repeat(32) })
})

test('a project that one does not see is meant by its id alone', () => {
  expect(projectMeant('D'.repeat(32), projects)).toEqual({ id: 'd'.repeat(32) })
  expect(projectMeant('billing', projects)).toEqual({ problem: 'You see no project called billing. Enter its ID.' })
})

test('a name that two projects have says nothing', () => {
  expect(projectMeant('shop', projects)).toEqual({ problem: 'Several projects are called shop. Enter the ID.' })
})
