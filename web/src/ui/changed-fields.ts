/**
 * What somebody changed of the fields of a form, without the white space around texts. A field that was left alone stays as it is, white
 * space and all: whoever edits another one must not rename a thing.
 */
export const changedFields = <Fields extends object>(before: Fields, now: NoInfer<Fields>): Partial<Fields> =>
  Object.fromEntries(
    Object.entries(now)
      .filter(([field, value]) => value !== before[field as keyof Fields])
      .map(([field, value]): [string, unknown] => [field, typeof value === 'string' ? value.trim() : value])
      .filter(([field, value]) => value !== before[field as keyof Fields]),
  ) as Partial<Fields>
