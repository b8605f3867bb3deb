import { expect, test } from 'vitest'
import type { CommandKind } from '#agent/commands/command-contract'
import { commandHandlers } from '#agent/commands/command-handlers'
import { command, type Conductor } from './conductor.ts'

/** Whether a flow that gives this command holds no place meanwhile. */
async function yieldsSlot(kind: CommandKind, params: object = {}): Promise<boolean> {
  let wentAside = false
  const io = {
    agents: () => ({ command: async () => null }),
    flows: {
      yieldSlotWhile(wait: () => Promise<unknown>) {
        wentAside = true
        return wait()
      },
    },
  } as unknown as Pick<Conductor, 'agents' | 'flows'>
  await command(io, 'host', kind, 'id', params as never)
  return wentAside
}

const kinds = Object.keys(commandHandlers) as CommandKind[]
const heavy = kinds.filter((kind) => commandHandlers[kind].load === 'heavy')

test.each(heavy)('%s yields its slot while it waits for its turn at the host', async (kind) => {
  expect(await yieldsSlot(kind)).toBe(true)
})

test.each([
  ['guest-power-off', { graceMs: 60_000 }, true],
  ['guest-power-off', { graceMs: 0 }, false],
  ['guest-reboot', { hard: false, graceMs: 120_000 }, true],
  ['guest-reboot', { hard: true }, false],
  ['guest-detach-nic', {}, true],
  ['guest-set-password', {}, true],
  ['snapshot-make', { freeze: 'try' }, true],
  ['guest-spawn', {}, false],
  ['guest-destroy', {}, false],
] as const)('%s with %j, which waits for what a guest does, yields its slot: %s', async (kind, params, yields) => {
  expect(await yieldsSlot(kind, params)).toBe(yields)
})
