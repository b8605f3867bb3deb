/** What has to be sent so that a flavor's extra specs become others. */
export interface ExtraSpecChanges {
  /** Those that are new or have another value. */
  set: Readonly<Record<string, string>>
  removed: readonly string[]
}

/** The changes that make `after` of `before`: what is as before is not touched. */
export const extraSpecChanges = (
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): ExtraSpecChanges => ({
  set: Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value)),
  removed: Object.keys(before).filter((key) => !Object.hasOwn(after, key)),
})
