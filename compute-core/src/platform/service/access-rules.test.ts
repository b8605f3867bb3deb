import { expect, test } from 'vitest'
import { isAllowedBy, isRulePath } from './access-rules.ts'

test.each([
  ['/v2.1/servers', '/v2.1/servers', true],
  ['/v2.1/servers', '/v2.1/servers/1', false],
  ['/v2.1/servers/*', '/v2.1/servers/1', true],
  ['/v2.1/servers/*', '/v2.1/servers/1/action', false],
  ['/v2.1/servers/{server_id}/action', '/v2.1/servers/1/action', true],
  ['/v2.1/**', '/v2.1/servers/1/action', true],
  ['/v2.1/**', '/v2', false],
  ['/v2.1/serv.rs', '/v2.1/servers', false],
])('the rule %s meets %s: %s', (path, asked, isMet) => {
  const rule = { service: 'compute', method: 'GET', path }
  expect(isAllowedBy([rule], { ...rule, path: asked })).toBe(isMet)
  expect(isAllowedBy([rule], { ...rule, method: 'POST', path: asked })).toBe(false)
  expect(isAllowedBy([rule], { ...rule, service: 'image', path: asked })).toBe(false)
})

test('wildcards are whole segments, so that comparing takes no time', () => {
  const good = ['/v2.1/servers', '/v2.1/*/x', '/v2.1/{id}/**', '/**', '/']
  expect(good.filter((path) => !isRulePath(path))).toEqual([])
  expect(['', 'v2', '/a*a*a', '/**/x', '/{a}{b}', '/a{b}', '/***'].filter(isRulePath)).toEqual([])
})
