import { expect, test } from 'vitest'
import { migrationLook, migrationType } from './migration-words.ts'

test('a migration is done, failed, waits for somebody, or moves', () => {
  expect(migrationLook('confirmed').tone).toBe('good')
  expect(migrationLook('error').tone).toBe('bad')
  expect(migrationLook('finished')).toEqual({ word: 'Waits for confirmation', tone: 'warn' })
  expect(migrationLook('migrating').tone).toBe('moving')
})

test('what this page has no word for is told as the API says it', () => {
  expect(migrationLook('post-copying')).toEqual({ word: 'post-copying', tone: 'moving' })
  expect(migrationType('teleport')).toBe('teleport')
})
