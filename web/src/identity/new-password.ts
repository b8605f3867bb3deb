/** Letters and digits that cannot be taken for each other when they are read out. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'
const length = 20

/** A password that nobody can guess. */
export const newPassword = (): string =>
  Array.from(crypto.getRandomValues(new Uint32Array(length)), (value) => letters[value % letters.length]).join('')
