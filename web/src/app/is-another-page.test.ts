import { expect, test } from 'vitest'
import { isAnotherPage } from './is-another-page.ts'

test.each([
  ['/p/demo', '/p/demo/servers', true],
  ['/p/demo/servers', '/p/demo/servers/1', true],
  ['/p/demo/servers/1', '/p/demo/servers/2', true],
  ['/p/demo/servers', '/p/payments/servers', true],
  ['/admin/servers', '/admin/servers/1', true],
  ['/projects', '/p/demo', true],
  ['/p/demo/servers/1', '/p/demo/servers/1/console', false],
  ['/p/demo/servers/1/console', '/p/demo/servers/1/log', false],
  ['/admin/servers/1', '/admin/servers/1/log', false],
  ['/p/demo/servers', '/p/demo/servers/', false],
])('from %s to %s: another page is %s', (from, to, expected) => {
  expect(isAnotherPage(from, to)).toBe(expected)
})

test.each(['/', '/servers', '/servers/1', '/go/web-1'])('%s only leads on: nobody has left a page', (from) => {
  expect(isAnotherPage(from, '/p/demo/servers')).toBe(false)
})
