import { expect, test } from 'vitest'
import { actionForms } from './action-forms.ts'
import { actionNames, serverActions } from './server-actions.tsx'

test('each action that takes input has its form, and no other', () => {
  expect(Object.keys(actionForms).toSorted()).toEqual(
    actionNames.filter((name) => serverActions[name].takesInput).toSorted(),
  )
})
