import { expect, test } from 'vitest'
import { newPassword } from './new-password.ts'

test('a new password is long, another one each time, and has nothing that reads as something else', () => {
  const made = Array.from({ length: 200 }, newPassword)
  expect(new Set(made).size).toBe(made.length)
  expect(made.filter((password) => !/^[A-Za-z2-9]{20}$/.test(password) || /[IlO01]/.test(password))).toEqual([])
})
