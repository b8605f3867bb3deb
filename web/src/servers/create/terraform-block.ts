import type { CreateForm } from './create-form.ts'
import { hasCounter } from './server-names.ts'
import { requestOf, type ServerRequest } from './server-request.ts'

/** The create form as a resource of Terraform's OpenStack provider; the password only as a gap, the user data from a file. */
export function terraformBlock(form: CreateForm): string {
  const { server, 'os:scheduler_hints': hints } = requestOf(form)
  const lines = [
    ...(form.count > 1 ? [`count = ${form.count}`, ''] : []),
    `name = ${nameValue(form)}`,
    `image_id = ${text(server.imageRef ?? '<image>')}`,
    `flavor_id = ${text(server.flavorRef ?? '<flavor>')}`,
    ...argument('key_pair', server.key_name),
    ...(server.user_data ? ['user_data = file("user-data.txt")'] : []),
    ...(server.adminPass ? ['admin_pass = "<password>"'] : []),
    ...(server.config_drive ? ['config_drive = true'] : []),
    ...argument('availability_zone', server.availability_zone),
    ...argument('hypervisor_hostname', server.host),
    ...(server.tags ? [`tags = ${list(server.tags)}`] : []),
    ...(typeof server.networks === 'string' ? [`network_mode = ${text(server.networks)}`] : []),
    ...(server.metadata ? ['', 'metadata = {', ...pairs(server.metadata), '}'] : []),
    ...networkBlocks(server.networks),
    ...(hints ? hintBlock(hints) : []),
    ...withoutArgument('description', server.description),
    ...withoutArgument('hostname', server.hostname),
  ]
  const body = aligned(lines).map((line) => (line === '' ? '' : `  ${line}`))
  return [`resource "openstack_compute_instance_v2" ${text(labelOf(form.name))} {`, ...body, '}'].join('\n')
}

/** Letters, digits, _ and - are all that a label has, and no digit comes first. */
function labelOf(name: string): string {
  const label = name
    .toLowerCase()
    .replace(/\{n+\}/g, '')
    .replace(/[^a-z\d_-]+/g, '_')
    .replace(/^[_-]+|[_-]+$/g, '')
  return /^[a-z]/.test(label) ? label : `server${label && `_${label}`}`
}

/** The name, with the number of the server in its place where there are several. */
function nameValue({ name, count, firstNumber }: CreateForm): string {
  const wanted = name.trim()
  if (hasCounter(wanted)) {
    const number = count > 1 ? `count.index + ${firstNumber}` : String(firstNumber)
    const places = wanted.match(/\{n+\}/g) ?? []
    const format = wanted.replaceAll('%', '%%').replace(/\{(n+)\}/g, (_place, ns: string) => `%0${ns.length}d`)
    return `format(${[text(format), ...places.map(() => number)].join(', ')})`
  }
  return count > 1 ? `format(${text(`${wanted.replaceAll('%', '%%')}-%d`)}, count.index + 1)` : text(wanted || '<name>')
}

/** A string of HCL, in which nothing is replaced. */
const text = (value: string): string => JSON.stringify(value).replace(/[$%]\{/g, (mark) => `${mark[0]}${mark}`)

const list = (values: readonly string[]): string => `[${values.map(text).join(', ')}]`

const argument = (name: string, value: string | undefined): string[] =>
  value === undefined ? [] : [`${name} = ${text(value)}`]

const pairs = (record: Readonly<Record<string, string>>): string[] =>
  Object.entries(record).map(([key, value]) => `  ${text(key)} = ${text(value)}`)

const networkBlocks = (networks: ServerRequest['server']['networks']): string[] =>
  Array.isArray(networks)
    ? networks.flatMap(({ uuid, port, fixed_ip }) => [
        '',
        'network {',
        ...[
          ...argument('uuid', uuid),
          ...argument('port', port),
          ...argument(fixed_ip?.includes(':') ? 'fixed_ip_v6' : 'fixed_ip_v4', fixed_ip),
        ].map((line) => `  ${line}`),
        '}',
      ])
    : []

/** The hints that the provider has arguments for; it takes the others as they are. */
const lists = new Set(['different_host', 'same_host', 'query', 'different_cell'])
const texts = new Set(['group', 'build_near_host_ip', 'target_cell'])

function hintBlock(hints: Readonly<Record<string, unknown>>): string[] {
  const valueText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
  const known = Object.entries(hints).flatMap(([key, value]) => {
    if (texts.has(key)) return [`  ${key} = ${text(valueText(value))}`]
    if (!lists.has(key)) return []
    return [`  ${key} = ${list((Array.isArray(value) ? value : [value]).map(valueText))}`]
  })
  const others = Object.entries(hints).filter(([key]) => !lists.has(key) && !texts.has(key))
  const additional = Object.fromEntries(others.map(([key, value]) => [key, valueText(value)]))
  return [
    '',
    'scheduler_hints {',
    ...known,
    ...(others.length > 0
      ? ['  additional_properties = {', ...pairs(additional).map((line) => `  ${line}`), '  }']
      : []),
    '}',
  ]
}

/** What the provider cannot say is said in words, so that nobody believes it is done. */
const withoutArgument = (name: string, value: string | undefined): string[] =>
  value === undefined ? [] : [`# ${name} ${text(value)}: this resource has no argument for it.`]

/** Puts the equals signs of lines that follow each other below each other, as `terraform fmt` does. */
function aligned(lines: readonly string[]): string[] {
  const nameOf = (line: string) => /^(\s*)([\w"-]+) = (?!\{$)/.exec(line)
  const widths = lines.map((line) => nameOf(line)?.[0].length ?? 0)
  return lines.map((line, index) => {
    const match = nameOf(line)
    if (!match) return line
    let first = index
    let last = index
    const indent = match[1]!.length
    const isSame = (at: number) => widths[at]! > 0 && nameOf(lines[at]!)![1]!.length === indent
    while (first > 0 && isSame(first - 1)) first--
    while (last < lines.length - 1 && isSame(last + 1)) last++
    const width = Math.max(...widths.slice(first, last + 1)) - 3
    const [name] = line.split(' = ', 1)
    return `${name!.padEnd(width)} = ${line.slice(name!.length + 3)}`
  })
}
