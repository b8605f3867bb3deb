/** `now` with what somebody changed who made `after` of `before`: what others have added or taken away meanwhile stays so. */
export const mergedList = (now: readonly string[], before: readonly string[], after: readonly string[]): string[] => [
  ...now.filter((one) => after.includes(one) || !before.includes(one)),
  ...after.filter((one) => !before.includes(one) && !now.includes(one)),
]

type Texts = Readonly<Record<string, string>>

/** The same of keys with their values. */
export const mergedRecord = (now: Texts, before: Texts, after: Texts): Record<string, string> =>
  Object.fromEntries([
    ...Object.entries(now).filter(([key]) => Object.hasOwn(after, key) || !Object.hasOwn(before, key)),
    ...Object.entries(after).filter(([key, value]) => !Object.hasOwn(before, key) || before[key] !== value),
  ])
