/** What the create form has been filled in with, by the names that a person knows. */
export interface CreateWish {
  name: string
  image: string | undefined
  flavor: string | undefined
  keyName: string | undefined
  /** `auto`, `none`, or the ids of networks. */
  networks: 'auto' | 'none' | readonly string[]
  hasUserData: boolean
  count: number
}

/** The `openstack` command that does what the form does. */
export function cliCommand(wish: CreateWish): string {
  const networks =
    typeof wish.networks === 'string'
      ? [`--nic ${wish.networks}`]
      : wish.networks.map((id) => `--network ${shellWord(id)}`)
  return [
    'openstack server create',
    `--image ${wordOr(wish.image, '<image>')}`,
    `--flavor ${wordOr(wish.flavor, '<flavor>')}`,
    ...(wish.keyName ? [`--key-name ${shellWord(wish.keyName)}`] : []),
    ...networks,
    ...(wish.hasUserData ? ['--user-data user-data.txt'] : []),
    ...(wish.count > 1 ? [`--min ${wish.count} --max ${wish.count}`] : []),
    '--wait',
    wordOr(wish.name, '<name>'),
  ].join(' ')
}

/** `word` as a shell reads it back: quoted only where it must be. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

/** What is not filled in yet stands there unquoted, to be seen as a gap. */
const wordOr = (word: string | undefined, gap: string): string => (word ? shellWord(word) : gap)
