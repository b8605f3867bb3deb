import { toKeyValues, toRecord, type KeyValue } from '#ui/key-values'
import { newCard, type Card, type CreateForm } from './create-form.ts'
import { hasCounter, namesOf } from './server-names.ts'
import { fromBase64, toBase64 } from './user-data.ts'

/** A network interface in a request. */
export interface RequestedNetwork {
  uuid?: string
  port?: string
  fixed_ip?: string
}

/** The body of compute's `POST /servers`, as far as the form has fields for it. */
export interface ServerRequest {
  server: {
    name: string
    imageRef?: string
    flavorRef?: string
    networks?: 'auto' | 'none' | RequestedNetwork[]
    min_count?: number
    max_count?: number
    key_name?: string
    user_data?: string
    description?: string
    hostname?: string
    adminPass?: string
    config_drive?: boolean
    availability_zone?: string
    host?: string
    tags?: string[]
    metadata?: Record<string, string>
  }
  'os:scheduler_hints'?: Record<string, unknown>
}

/** What a template keeps: a request, or a part of one, without a password. A name may be a pattern. */
export interface TemplateRequest extends Omit<ServerRequest, 'server'> {
  server: Partial<ServerRequest['server']>
}

/** The fields of a request that the form can show. */
export const fieldsOfForm: ReadonlySet<string> = new Set(
  (
    'name imageRef flavorRef networks min_count max_count key_name user_data description hostname adminPass config_drive ' +
    'availability_zone host tags metadata'
  ).split(' '),
)

/** What of the form a template keeps: everything but the password. */
export function templateOf(form: CreateForm): TemplateRequest {
  const { server, ...hints } = requestOf({ ...form, adminPassword: '' })
  const { name: _first, ...others } = server
  return {
    ...hints,
    server: {
      ...given('name', form.name.trim()),
      ...others,
      ...(form.count > 1 ? { min_count: form.count, max_count: form.count } : {}),
    },
  }
}

/** The request that the form stands for: only what was filled in. */
export function requestOf(form: CreateForm): ServerRequest {
  const hints = { ...hintsOf(form.hints), ...(form.groupId ? { group: form.groupId } : {}) }
  return { server: serverOf(form), ...(isEmpty(hints) ? {} : { 'os:scheduler_hints': hints }) }
}

/** The names of the servers, where each has to be asked for by itself. */
export const ownNames = (form: CreateForm): string[] | undefined => (hasCounter(form.name) ? namesOf(form) : undefined)

function serverOf(form: CreateForm): ServerRequest['server'] {
  const metadata = toRecord(form.metadata)
  return {
    name: hasCounter(form.name) ? namesOf(form)[0]! : form.name.trim(),
    ...given('imageRef', form.imageId),
    ...given('flavorRef', form.flavorId),
    networks: form.networking === 'chosen' ? form.cards.flatMap(networkOf) : form.networking,
    ...(form.count > 1 && !hasCounter(form.name) ? { min_count: form.count, max_count: form.count } : {}),
    ...given('key_name', form.keyName),
    ...given('user_data', toBase64(form.userData)),
    ...given('description', form.description.trim()),
    ...given('hostname', form.hostname.trim()),
    ...given('adminPass', form.adminPassword),
    ...(form.configDrive ? { config_drive: true } : {}),
    ...given('availability_zone', form.zone),
    ...given('host', form.host),
    ...(form.tags.length > 0 ? { tags: form.tags } : {}),
    ...(isEmpty(metadata) ? {} : { metadata }),
  }
}

function networkOf({ kind, target, address }: Card): RequestedNetwork[] {
  if (target === null) return []
  return [kind === 'port' ? { port: target } : { uuid: target, ...given('fixed_ip', address.trim()) }]
}

const given = <Name extends string>(name: Name, value: string | null): { [Key in Name]?: string } =>
  (value ? { [name]: value } : {}) as { [Key in Name]?: string }

const isEmpty = (record: object): boolean => Object.keys(record).length === 0

/** A hint with commas is a list: `same_host` and `different_host` take several ids. */
const hintsOf = (lines: readonly KeyValue[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(toRecord(lines)).map(([key, value]) => [key, hintValue(value)]))

function hintValue(value: string): unknown {
  if (value.startsWith('[') || value.startsWith('{')) return value
  return value.includes(',') ? value.split(',').map((part) => part.trim()) : value
}

const hintText = (value: unknown): string => {
  if (Array.isArray(value) && value.every((part) => typeof part === 'string')) return value.join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** What a request fills into the form; the rest of the form stays as it is. */
export function formOf({ server, 'os:scheduler_hints': hints = {} }: TemplateRequest): Partial<CreateForm> {
  const { group, ...others } = hints
  const { networks } = server
  return {
    name: server.name ?? '',
    ...(server.imageRef ? { imageId: server.imageRef } : {}),
    ...(server.flavorRef ? { flavorId: server.flavorRef } : {}),
    ...(server.key_name === undefined ? {} : { keyName: server.key_name || null }),
    ...(networks === undefined ? {} : typeof networks === 'string' ? { networking: networks } : cardsOf(networks)),
    ...(server.min_count ? { count: server.min_count } : {}),
    userData: fromBase64(server.user_data ?? '') ?? '',
    description: server.description ?? '',
    hostname: server.hostname ?? '',
    configDrive: server.config_drive ?? false,
    zone: server.availability_zone ?? null,
    host: server.host ?? null,
    tags: server.tags ?? [],
    metadata: toKeyValues(server.metadata ?? {}),
    groupId: typeof group === 'string' ? group : null,
    hints: toKeyValues(Object.fromEntries(Object.entries(others).map(([key, value]) => [key, hintText(value)]))),
  }
}

const cardsOf = (networks: readonly RequestedNetwork[]): Pick<CreateForm, 'networking' | 'cards'> => ({
  networking: 'chosen',
  cards: networks.map(({ uuid, port, fixed_ip }) =>
    port ? newCard('port', port) : newCard('network', uuid ?? null, fixed_ip),
  ),
})
