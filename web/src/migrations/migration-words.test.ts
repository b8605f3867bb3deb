import { expect, test } from 'vitest'
import { migrationLook, migrationType } from './migration-words.ts'

test('a migration is done, failed, waits for somebody, or moves', () => {
  expect(migrationLook('confirmed').tone).toBe('good')
  expect(migrationLook('error').tone).toBe('bad')
  expect(migrationLook('finished')).toEqual({ word: 'Waits for confirmation', tone: 'warn' })
  expect(migrationLook('migrating').tone).toBe('moving')
})

test('what is new to this page is told in its own words', () => {
  expect(migrationLook('post-copying')).toEqual({ word: 'Post copying', tone: 'moving' })
  expect(migrationType('teleport')).toBe('teleport')
})
