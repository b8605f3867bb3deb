import { type CloudError, invalid } from '#platform/errors'

const isUnstorable = (text: string): boolean => text.includes('\0') || !text.isWellFormed()

/**
 * The 400 that names the field of `body` with the text that PostgreSQL would not take, where `error` is that. Fields with rules of
 * their own say so before; this is for those that take any text.
 */
export function unstorableText(error: unknown, body: unknown): CloudError | undefined {
  // Its class 22: a text that is none, or JSON that holds one.
  if (!/^22...$/.test(String((error as { code?: unknown }).code))) return undefined
  const field = fieldOf(body, [])?.join('.')
  if (field === undefined) return undefined
  const where = field === '' ? 'the body' : `field/attribute ${field}`
  return invalid(
    `Invalid input for ${where}. It must be text without NUL characters and halves of surrogate pairs.`,
    field,
  )
}

/** The way to the first such text, or to what has it as a name. */
function fieldOf(value: unknown, path: readonly string[]): readonly string[] | undefined {
  if (typeof value === 'string') return isUnstorable(value) ? path : undefined
  if (typeof value !== 'object' || value === null) return undefined
  for (const [name, inner] of Object.entries(value)) {
    const found = isUnstorable(name) ? path : fieldOf(inner, [...path, name])
    if (found) return found
  }
  return undefined
}
