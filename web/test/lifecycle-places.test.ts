import { adminCommands, refusalsOf } from '@kilonova/bff/resources/server-refusals'
import { lifecycle, refusal, type Readiness, type ServerAction } from '@kilonova/compute-core/domain/server/lifecycle'
import { expect, test } from 'vitest'
import type { CommandName, ServerRow } from '../src/shared/bff.ts'
import { serverActions } from '../src/servers/actions/server-actions.tsx'
import { serverMenu } from '../src/servers/actions/server-menu.tsx'

// Everything here is asked of compute-core's own table: a row that is added there without a place in the dashboard fails.
const rows = Object.entries(lifecycle) as [
  ServerAction,
  { from: readonly string[] | 'any'; lands: readonly string[]; role: string },
][]
const ofMembers = rows.filter(([, { role }]) => role === 'member').map(([action]) => action)

/** The command of the dashboard that asks for a row: whether a delete is final is for the cloud to decide, until it can be taken back. */
function commandOf(action: ServerAction, { vmState }: Situation): CommandName {
  if (action !== 'delete' && action !== 'softDelete') return action
  return vmState === 'soft-delete' ? 'deleteNow' : 'delete'
}

/** Of an action and the one that reverses it only one stands in the menu. */
const counterparts: Partial<Record<ServerAction, CommandName>> = {
  pause: 'unpause',
  unpause: 'pause',
  suspend: 'resume',
  resume: 'suspend',
  shelve: 'unshelve',
  unshelve: 'shelve',
  resize: 'confirmResize',
  confirmResize: 'resize',
  revertResize: 'resize',
  rescue: 'unrescue',
  unrescue: 'rescue',
  restore: 'delete',
}

/** Every state that a server can be in, as far as the table knows. */
const states = [...new Set(rows.flatMap(([, { from, lands }]) => [...(from === 'any' ? [] : from), ...lands]))].filter(
  (state) => state !== 'same' && state !== 'deleted',
)

const situations = states.flatMap((vmState) =>
  [null, 'powering-off', 'rebooting'].flatMap((taskState) =>
    [true, false].flatMap((locked) => [true, false].map((hasRun) => ({ vmState, taskState, locked, hasRun }))),
  ),
)
type Situation = (typeof situations)[number]

const launchedAt = ({ hasRun }: Situation) => (hasRun ? '2026-01-01T00:00:00.000000' : null)

/** Why the cloud would refuse `action` to a member, by its own table. */
const refusedByTheCloud = (action: ServerAction, situation: Situation) =>
  refusal(
    {
      id: 'web-1',
      vmState: situation.vmState,
      taskState: situation.taskState,
      lockedBy: situation.locked ? 'owner' : null,
      launchedAt: situation.hasRun ? new Date() : null,
    } as Readiness,
    action,
    false,
  )

/** The menu of a server in this situation, as the dashboard shows it to a member. */
function menuIn(situation: Situation) {
  const { vmState, taskState, locked } = situation
  const server = {
    name: 'web-1',
    locked: locked,
    'OS-EXT-STS:vm_state': vmState,
    'OS-EXT-STS:task_state': taskState,
    'OS-SRV-USG:launched_at': launchedAt(situation),
  } as Parameters<typeof refusalsOf>[0]
  const row = { name: 'web-1', vmState, taskState, locked, refusals: refusalsOf(server, { roles: ['member'] }) }
  const chosen: CommandName[] = []
  const refusalOf = ({ refusals }: Pick<ServerRow, 'refusals'>, name: CommandName) => refusals[name]
  const menu = serverMenu(row as ServerRow, { offering: { withheld: adminCommands }, refusalOf }, (name) =>
    chosen.push(name),
  )
  const entryOf = (command: CommandName) =>
    menu.find((entry) => {
      chosen.length = 0
      entry.onClick()
      return chosen[0] === command
    })
  return { menu, entryOf }
}

test('the table has rows of members, and the states that servers are in', () => {
  expect(ofMembers.length).toBeGreaterThan(20)
  expect(states.toSorted()).toEqual([
    'active', 'building', 'error', 'paused', 'rescued', 'resized', 'shelved', 'shelved_offloaded', 'soft-delete',
    'stopped', 'suspended',
  ]) // prettier-ignore
})

/** The situations that `isRight` denies, in words. */
const wrongIn = (all: readonly Situation[], isRight: (situation: Situation) => boolean) =>
  all.filter((situation) => !isRight(situation)).map((situation) => JSON.stringify(situation))

test.each(ofMembers)('%s has its place in the menu wherever a member can ask for it, under its own label', (action) => {
  const possible = situations.filter((situation) => !refusedByTheCloud(action, situation))
  expect(possible).not.toEqual([])
  const hasItsPlace = (situation: Situation) => {
    const command = commandOf(action, situation)
    const { menu, entryOf } = menuIn(situation)
    const entry = entryOf(command)
    const isLabelled = entry?.label.replace('…', '') === serverActions[command].label
    return isLabelled && !entry.refusal && menu.filter(({ label }) => label === entry.label).length === 1
  }
  expect(wrongIn(possible, hasItsPlace)).toEqual([])
})

test.each(ofMembers.filter((action) => action !== 'softDelete'))(
  '%s is there with the reason where the cloud would refuse it, or what reverses it stands in its place',
  (action) => {
    const impossible = situations.filter((situation) => refusedByTheCloud(action, situation))
    const saysWhy = (situation: Situation) => {
      const { entryOf } = menuIn(situation)
      const entry = entryOf(commandOf(action, situation))
      if (entry) return Boolean(entry.refusal)
      return entryOf(counterparts[action]!) !== undefined
    }
    expect(wrongIn(impossible, saysWhy)).toEqual([])
  },
)
