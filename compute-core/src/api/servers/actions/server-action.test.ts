import { expect, test } from 'vitest'
import type { Server } from '#domain/server/server'
import { type ImageId, newId } from '#platform/ids'
import type { ComputeDeps } from '../../compute-deps.ts'
import type { RequestContext } from '../../route.ts'
import { bodiesWithoutInput, lifecycle } from '#domain/server/lifecycle'
import { computeRules } from '../../policy.ts'
import { beginServerAction, namesOf } from './server-action.ts'
import { serverActions } from './server-actions.ts'

test('an action is not begun without what its flow needs to be told: that does not compile', () => {
  type Known = [ComputeDeps, RequestContext, Server]
  const calls = [
    // @ts-expect-error a rescue needs an image and a password
    (...known: Known) => beginServerAction(...known, 'rescue'),
    // @ts-expect-error a rescue needs a password
    (...known: Known) => beginServerAction(...known, 'rescue', { imageId: newId<ImageId>() }),
    (...known: Known) => beginServerAction(...known, 'rescue', { imageId: newId<ImageId>(), sealedAdminPass: '' }),
    (...known: Known) => beginServerAction(...known, 'pause'),
  ]
  expect(calls).toHaveLength(4)
})

test('every action that has a name on the wire is served under it', () => {
  const wires = Object.values(lifecycle).flatMap(({ wire }) => (wire === null ? [] : [wire]))
  expect(wires.filter((wire) => !serverActions.has(wire))).toEqual([])
  expect(namesOf('start')).toEqual({ name: 'os-start', rule: 'os_compute_api:servers:start' })
})

test('the rule of every action has the role that its row says', () => {
  const checks = { member: 'rule:project_member_or_admin', admin: 'rule:context_is_admin' }
  for (const { rule, role } of Object.values(lifecycle))
    expect({ rule, check: computeRules[rule] }).toEqual({ rule, check: checks[role] })
  expect(computeRules['os_compute_api:os-shelve:shelve_offload']).toBe(checks.admin)
})

test('a body without input has nothing but what its row says', () => {
  expect(bodiesWithoutInput.hardReboot).toEqual({ reboot: { type: 'HARD' } })
  expect(bodiesWithoutInput.pause).toEqual({ pause: null })
  expect(Object.keys(bodiesWithoutInput)).not.toContain('resize')
})
