import { randomInt } from 'node:crypto'

// Without the characters that look alike.
const alphabets = ['23456789', 'ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnopqrstuvwxyz']

/** A new administrator's password for a guest: 12 characters, at least one of each kind. */
export function newAdminPass(length = 12): string {
  const all = alphabets.join('')
  const chars = [
    ...alphabets.map((alphabet) => alphabet[randomInt(alphabet.length)]!),
    ...Array.from({ length: length - alphabets.length }, () => all[randomInt(all.length)]!),
  ]
  for (let last = chars.length - 1; last > 0; last--) {
    const other = randomInt(last + 1)
    ;[chars[last], chars[other]] = [chars[other]!, chars[last]!]
  }
  return chars.join('')
}
