import { expect, test } from 'vitest'
import { isTest, sources } from './source-files.ts'

/** Confirmations about people and projects by which nobody loses their own rights, each with the reason. */
const exempt: ReadonlyMap<string, string> = new Map([
  ['identity/delete-user.tsx', 'says that it is oneself, and asks for the name of everybody'],
  ['identity/switch-user.tsx', 'says that it is oneself, and asks for the name then'],
  ['identity/end-second-factor.tsx', 'the password stays'],
  ['identity/role-page.tsx', 'no role implies admin'],
  ['identity/use-role-actions.tsx', 'the roles of the cloud stay, admin among them'],
])

const confirmations = [...sources].filter(
  ([file, text]) =>
    !isTest(file) && /^(?:identity|access|shared\/revoke)/.test(file) && /<Confirm\b|useDeletion[<(]/.test(text),
)

// The kind, not the dialog that somebody thought of: whatever takes rights away says so to the person who has them.
test('what takes rights from people asks what it takes from the person who does it', () => {
  expect(confirmations.map(([file]) => file)).toContain('shared/revoke-role.tsx')
  const silent = confirmations.filter(([file, text]) => !exempt.has(file) && !text.includes('useOwnLoss('))
  expect(silent.map(([file]) => file)).toEqual([])
})

test('no exemption is left that is not needed', () => {
  const asking = new Map(confirmations)
  expect([...exempt.keys()].filter((file) => !asking.has(file) || asking.get(file)!.includes('useOwnLoss('))).toEqual(
    [],
  )
})
