import type { CreateOptions } from '#shared/bff'
import { toRecord } from '#ui/key-values'
import type { Card, CreateForm } from './create-form.ts'
import { ownNames } from './server-request.ts'
import { forEachName, shellWord } from './shell.ts'

/** The `openstack` command that does what the create form does, with names instead of ids where there are any. */
export function cliCommand(form: CreateForm, { images, flavors }: Pick<CreateOptions, 'images' | 'flavors'>): string {
  const nameIn = (things: readonly { id: string; name: string }[], id: string | null) =>
    things.find((thing) => thing.id === id)?.name
  const names = ownNames(form)
  const line = [
    'openstack server create',
    `--image ${wordOr(nameIn(images, form.imageId), '<image>')}`,
    `--flavor ${wordOr(nameIn(flavors, form.flavorId), '<flavor>')}`,
    option('key-name', form.keyName),
    ...networkOptions(form),
    form.userData && '--user-data user-data.txt',
    option('hostname', form.hostname.trim()),
    form.adminPassword && '--password <password>',
    form.configDrive && '--config-drive true',
    option('availability-zone', form.zone),
    option('host', form.host),
    option('hint', form.groupId && `group=${form.groupId}`),
    ...pairOptions('hint', toRecord(form.hints)),
    option('description', form.description.trim()),
    ...form.tags.map((tag) => option('tag', tag)),
    ...pairOptions('property', toRecord(form.metadata)),
    form.count > 1 && !names && `--min ${form.count} --max ${form.count}`,
    '--wait',
    names && form.count > 1 ? '"$name"' : wordOr(names?.[0] ?? form.name.trim(), '<name>'),
  ]
    .filter(Boolean)
    .join(' ')
  return names && names.length > 1 ? forEachName(names, `  ${line}`) : line
}

const networkOptions = ({ networking, cards }: CreateForm) =>
  networking === 'chosen' ? cards.map(cardOption) : [`--nic ${networking}`]

function cardOption({ kind, target, address }: Card): string {
  if (kind === 'port') return `--port ${wordOr(target, '<port>')}`
  const fixed = address.trim()
  if (!fixed) return `--network ${wordOr(target, '<network>')}`
  return `--nic net-id=${wordOr(target, '<network>')},${fixed.includes(':') ? 'v6' : 'v4'}-fixed-ip=${shellWord(fixed)}`
}

const option = (name: string, value: string | null): string | null => (value ? `--${name} ${shellWord(value)}` : null)

const pairOptions = (name: string, pairs: Record<string, string>) =>
  Object.entries(pairs).map(([key, value]) => option(name, `${key}=${value}`))

/** A gap for what is not filled in yet: unquoted, so that it is noticed. */
const wordOr = (word: string | null | undefined, gap: string): string => (word ? shellWord(word) : gap)
