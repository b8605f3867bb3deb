import { expect, test } from 'vitest'
import { grantPath } from './roles-query.ts'

test('the address of a grant holds ids as they are', () => {
  expect(grantPath({ kind: 'project', id: 'p/1' }, { kind: 'user', id: 'u' }, 'r')).toBe(
    '/projects/p%2F1/users/u/roles/r',
  )
  expect(grantPath({ kind: 'system' }, { kind: 'group', id: 'g' }, 'r')).toBe('/system/groups/g/roles/r')
})
