import type { CreateOptions } from '#shared/bff'
import { t } from '#ui/i18n'
import type { CreateForm } from './create-form.ts'
import { fieldsOfForm, formOf, type RequestedNetwork, type TemplateRequest } from './server-request.ts'
import { fromBase64 } from './user-data.ts'

/** What a template fills into the form, and what it names that is not there any more. */
export interface TemplateStart {
  form: Partial<CreateForm>
  notes: string[]
}

/** What a template fills into the form: what it names and what is gone stays empty, and is told. */
export function templateStart(
  { server, 'os:scheduler_hints': hints }: TemplateRequest,
  options: CreateOptions,
): TemplateStart {
  const { imageRef, flavorRef, key_name: keyName, availability_zone: zone, host, networks } = server
  const group = typeof hints?.['group'] === 'string' ? hints['group'] : undefined
  const isThere = {
    image: options.images.some(({ id }) => id === imageRef),
    flavor: options.flavors.some(({ id }) => id === flavorRef),
    key: options.keyPairs.some(({ name }) => name === keyName),
    zone: options.zones.includes(zone ?? ''),
    host: options.hosts.includes(host ?? ''),
    group: options.groups.some(({ id }) => id === group),
  }
  const cards = Array.isArray(networks) ? networks.map((network) => stillThere(network, options)) : networks
  const lost = (kind: 'uuid' | 'port') =>
    Array.isArray(networks) &&
    networks.some((network, index) => network[kind] && !(cards as RequestedNetwork[])[index]![kind])
  const unknown = Object.keys(server).filter((name) => !fieldsOfForm.has(name))
  const form = formOf({
    server: { ...server, ...(cards === undefined ? {} : { networks: cards }) },
    ...(hints ? { 'os:scheduler_hints': hints } : {}),
  })
  return {
    form: {
      ...form,
      ...(imageRef && !isThere.image ? { imageId: null } : {}),
      ...(flavorRef && !isThere.flavor ? { flavorId: null } : {}),
      ...(keyName && !isThere.key ? { keyName: null } : {}),
      ...(zone && !isThere.zone ? { zone: null } : {}),
      ...(host && !isThere.host ? { host: null } : {}),
      ...(group && !isThere.group ? { groupId: null } : {}),
    },
    notes: [
      ...(imageRef && !isThere.image ? [t('Its image is not available any more.')] : []),
      ...(flavorRef && !isThere.flavor ? [t('Its flavor is not available any more.')] : []),
      ...(server.user_data && fromBase64(server.user_data) === null
        ? [t('Its user data is not text and was left out.')]
        : []),
      ...(lost('uuid') ? [t('A network of it is not available any more.')] : []),
      ...(lost('port') ? [t('A port of it is not free any more.')] : []),
      ...(keyName && !isThere.key ? [t('Its key pair {{name}} is not yours.', { name: keyName })] : []),
      ...(zone && !isThere.zone ? [t('Its zone {{name}} is not available any more.', { name: zone })] : []),
      ...(host && !isThere.host ? [t('Only administrators can choose its host {{name}}.', { name: host })] : []),
      ...(group && !isThere.group ? [t('Its server group is not available any more.')] : []),
      ...(unknown.length > 0
        ? [t('This form has no field for {{names}}, which is left out.', { names: unknown.join(', ') })]
        : []),
    ],
  }
}

/** A card of the form without what is gone: something is to be chosen in its place. */
function stillThere({ uuid, port, fixed_ip }: RequestedNetwork, { networks, ports }: CreateOptions): RequestedNetwork {
  if (port) return ports.some(({ id }) => id === port) ? { port } : {}
  return networks.some(({ id }) => id === uuid) ? { uuid: uuid!, ...(fixed_ip ? { fixed_ip } : {}) } : {}
}
