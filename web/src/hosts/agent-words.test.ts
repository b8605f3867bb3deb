import { expect, test } from 'vitest'
import { agentAge, desiredLook, isOlder, serialInPairs } from './agent-words.ts'

test('versions are compared by their numbers', () => {
  expect(isOlder('0.9.1', '0.10.0')).toBe(true)
  expect(isOlder('0.10.0', '0.9.1')).toBe(false)
  expect(isOlder('1.0', '1.0.0')).toBe(false)
  expect(isOlder('1.0.0-rc.1', '1.0.1')).toBe(true)
  expect(isOlder('unknown', '1.0.0')).toBe(false)
})

test('an agent of another version says which of the two is to be updated', () => {
  const cloud = { kilonova: '0.2.0', agent_contract: 9 }
  expect(agentAge({ agent_version: '0.2.0', contract_version: 9 }, cloud)).toBeUndefined()
  expect(agentAge({ agent_version: '0.1.0', contract_version: null }, cloud)).toContain('update Kilonova on the host')
  expect(agentAge({ agent_version: '0.2.0', contract_version: 8 }, cloud)).toContain('update Kilonova on the host')
  expect(agentAge({ agent_version: '0.3.0', contract_version: 10 }, cloud)).toContain('update the cloud')
  expect(agentAge({ agent_version: '0.2.1', contract_version: 9 }, cloud)).toContain('update the cloud')
  expect(agentAge({ agent_version: null, contract_version: null }, cloud)).toBeUndefined()
})

test('a serial number is written in pairs, with the zero that it may have lost', () => {
  expect(serialInPairs('4A0B77')).toBe('4a:0b:77')
  expect(serialInPairs('abc')).toBe('0a:bc')
})

test('a host that has had no server yet has nothing to do', () => {
  const state = { generation: 0, reached: 0, reached_at: null, troubles: [] }
  expect(desiredLook(state)).toEqual({ word: 'Nothing to do yet', tone: 'idle' })
})

test('a host is done, on its way, or has servers for which it could not do what it should', () => {
  const state = { generation: 4, reached: 4, reached_at: null, troubles: [] }
  expect(desiredLook(state)).toEqual({ word: 'All done', tone: 'good' })
  expect(desiredLook({ ...state, reached: 3 })).toEqual({ word: 'Changes are under way', tone: 'moving' })
  const trouble = { server_id: 's', server_name: null, message: 'There is no bridge.' }
  expect(desiredLook({ ...state, troubles: [trouble] })).toEqual({ word: 'Not possible for 1 server', tone: 'bad' })
})
