import { expect, test } from 'vitest'
import type { Project } from '#shared/bff'
import { isWayToAdministration } from './own-rights.ts'

const project = (id: string, isAdmin: boolean) => ({ id, isAdmin }) as Project

test('the only project that makes one an administrator is the way to administration', () => {
  expect(isWayToAdministration([project('a', true), project('b', false)], 'a')).toBe(true)
  expect(isWayToAdministration([project('a', true), project('b', false)], 'b')).toBe(false)
})

test('with two such projects neither is the only way', () => {
  expect(isWayToAdministration([project('a', true), project('b', true)], 'a')).toBe(false)
})
