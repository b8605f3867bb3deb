import { expect, test } from 'vitest'
import { makerOf, namedSo, nameProblem } from './template-name.ts'
import type { BriefServerTemplateView } from './template-query.ts'

const aTemplate = { id: 't', name: 'web', user_id: '0123456789', user_name: null } as BriefServerTemplateView

test('a template has a name of up to 255 characters', () => {
  expect(nameProblem('  ')).not.toBeNull()
  expect(nameProblem('w'.repeat(256))).not.toBeNull()
  expect(nameProblem(` ${'w'.repeat(255)} `)).toBeNull()
})

test('a name that is taken is found without the space around it', () => {
  expect(namedSo([aTemplate], ' web ')).toBe(aTemplate)
  expect(namedSo([aTemplate], 'Web')).toBeUndefined()
})

test('a maker who is gone is told by the beginning of the id', () => {
  expect(makerOf(aTemplate)).toBe('01234567')
  expect(makerOf({ ...aTemplate, user_name: 'ada' })).toBe('ada')
})
