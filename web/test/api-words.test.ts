import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { lifecycle } from '@kilonova/compute-core/domain/server/lifecycle'
import { everyStatus } from '@kilonova/compute-core/domain/server/status'
import { expect, test } from 'vitest'
import { knownActions } from '#shared/action-words'
import { knownImageStatuses } from '#shared/image-status'
import { knownStatuses, knownTasks } from '#shared/server-status'
import { knownSteps } from '#shared/step-words'
import { sources } from './source-files.ts'

const ofCore = (path: string) => readFileSync(join(import.meta.dirname, '../../compute-core/src', path), 'utf8')

/** What the APIs say in words of their own, and which of them the dashboard tells in words of people: those have their German in the catalogue. */
const families: Record<string, { said: readonly string[]; told: ReadonlySet<string> }> = {
  'statuses of servers': { said: [...everyStatus], told: knownStatuses },
  'tasks of servers': {
    said: Object.values(lifecycle).flatMap(({ task, laterTasks }) => (task ? [task, ...laterTasks] : laterTasks)),
    told: knownTasks,
  },
  'actions of the log': {
    said: ['create', 'os-resetState', 'lock', 'unlock', ...Object.values(lifecycle).map(({ action }) => action)],
    told: knownActions,
  },
  'bodies of bulk actions': {
    said: Object.values(lifecycle).flatMap(({ wire }) => wire ?? []),
    told: knownActions,
  },
  'steps of flows': {
    said: ofCore('conductor/flows/flow-steps.txt')
      .trim()
      .split('\n')
      .flatMap((flow) => flow.split(': ')[1]!.split(', ')),
    told: knownSteps,
  },
  'statuses of images': {
    said: [
      .../imageStatuses = \[([^\]]+)/.exec(ofCore('services/image/domain/image-values.ts'))![1]!.matchAll(/\w+/g),
    ].flat(),
    told: knownImageStatuses,
  },
}

test.each(Object.entries(families))('all %s are told in words', (_family, { said, told }) => {
  expect(said.length).toBeGreaterThan(3)
  expect([...new Set(said)].filter((word) => !told.has(word))).toEqual([])
})

test('what the APIs say is made readable only where a table has no word for it', () => {
  const places = [...sources].filter(([, code]) => /\bhumanize\(/.test(code)).map(([file]) => file)
  expect(places.toSorted()).toEqual([
    'audit/audit-words.ts',
    'shared/action-words.ts',
    'shared/image-status.ts',
    'shared/server-status.test.ts',
    'shared/server-status.ts',
    'shared/step-words.ts',
    'ui/format.test.ts',
    'ui/format.ts',
  ])
})
