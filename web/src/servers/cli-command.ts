import type { CreateOptions } from '#app/bff'
import { toRecord } from '#ui/key-values'
import type { CreateWish } from './create-wish.ts'

/** The `openstack` command that does what the create form does, by the names that a person knows. */
export function cliCommand(wish: CreateWish, { images, flavors }: Pick<CreateOptions, 'images' | 'flavors'>): string {
  const nameIn = (things: readonly { id: string; name: string }[], id: string | null) =>
    things.find((thing) => thing.id === id)?.name
  return [
    'openstack server create',
    `--image ${wordOr(nameIn(images, wish.imageId), '<image>')}`,
    `--flavor ${wordOr(nameIn(flavors, wish.flavorId), '<flavor>')}`,
    option('key-name', wish.keyName),
    ...networkOptions(wish),
    wish.userData && '--user-data user-data.txt',
    option('hostname', wish.hostname.trim()),
    wish.adminPassword && '--password <password>',
    wish.configDrive && '--config-drive true',
    option('availability-zone', wish.zone),
    option('host', wish.host),
    option('hint', wish.groupId && `group=${wish.groupId}`),
    ...pairOptions('hint', toRecord(wish.hints)),
    option('description', wish.description.trim()),
    ...wish.tags.map((tag) => option('tag', tag)),
    ...pairOptions('property', toRecord(wish.metadata)),
    wish.count > 1 && `--min ${wish.count} --max ${wish.count}`,
    '--wait',
    wordOr(wish.name.trim(), '<name>'),
  ]
    .filter(Boolean)
    .join(' ')
}

const networkOptions = ({ networking, networkIds, portIds }: CreateWish) =>
  networking === 'chosen'
    ? [...networkIds.map((id) => option('network', id)), ...portIds.map((id) => option('port', id))]
    : [`--nic ${networking}`]

const option = (name: string, value: string | null): string | null => (value ? `--${name} ${shellWord(value)}` : null)

const pairOptions = (name: string, pairs: Record<string, string>) =>
  Object.entries(pairs).map(([key, value]) => option(name, `${key}=${value}`))

/** `word` as a shell reads it back: quoted only where it must be. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

/** What is not filled in yet stands there unquoted, to be seen as a gap. */
const wordOr = (word: string | undefined, gap: string): string => (word ? shellWord(word) : gap)
