/** `word` as a shell reads it: quoted only if it has to be. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

/** `lines` once for each of `words`, which the shell has as `$name` meanwhile. */
export const forEachName = (words: readonly string[], lines: string): string =>
  `for name in ${words.map(shellWord).join(' ')}; do\n${lines}\ndone`
