import { actionWord, knownActions } from '#shared/action-words'
import { humanize } from '#ui/format'
import { t } from '#ui/i18n'
import type { StatusLook } from '#ui/status'

/** What operations are about, within a sentence. */
const things: Readonly<Record<string, string>> = {
  server: t('server'),
  'server-metadata': t('metadata of a server'),
  'server-tag': t('tags of a server'),
  'server-interface': t('network card of a server'),
  'server-group': t('server group'),
  'server-template': t('server template'),
  'server-remote-console': t('console of a server'),
  'server-password': t('kept password of a server'),
  flavor: t('flavor'),
  'flavor-extra-spec': t('extra specs of a flavor'),
  aggregate: t('host aggregate'),
  keypair: t('key pair'),
  'quota-set': t('quota'),
  'quota-class-set': t('default quota'),
  quota: t('quota'),
  service: t('service'),
  user: t('user'),
  group: t('group'),
  project: t('project'),
  'project-tag': t('tags of a project'),
  domain: t('domain'),
  role: t('role'),
  region: t('region'),
  endpoint: t('endpoint'),
  credential: t('credential'),
  trust: t('trust'),
  'user-application-credential': t('application credential'),
  'user-credential-ec2': t('EC2 credential'),
  image: t('image'),
  'image-member': t('member of an image'),
  'image-tag': t('tags of an image'),
  'image-metadata': t('metadata of an image'),
  network: t('network'),
  subnet: t('subnet'),
  port: t('port'),
  'resource-provider-inventory': t('inventory of a host'),
  host: t('host'),
  'join-token': t('join token'),
}

/** What is done with a thing. */
const verbs: Readonly<Record<string, (thing: string) => string>> = {
  create: (thing) => t('Create {{thing}}', { thing }),
  delete: (thing) => t('Delete {{thing}}', { thing }),
  update: (thing) => t('Change {{thing}}', { thing }),
  set: (thing) => t('Set {{thing}}', { thing }),
  replace: (thing) => t('Replace {{thing}}', { thing }),
  clear: (thing) => t('Clear {{thing}}', { thing }),
}

/** What is said better by itself. */
const sentences: Readonly<Record<string, string>> = {
  'sign-in': t('Sign in'),
  'token-revoke': t('Revoke a token'),
  'user-password-update': t('Change own password'),
  'own-password-update': t('Change own password'),
  'second-factor-set': t('Set up a second factor'),
  'second-factor-delete': t('Remove the second factor'),
  'group-user-set': t('Add to group'),
  'group-user-delete': t('Remove from group'),
  'image-upload': t('Upload image'),
  'image-deactivate': t('Deactivate image'),
  'image-reactivate': t('Reactivate image'),
  'flavor-add-tenant-access': t('Give access to flavor'),
  'flavor-remove-tenant-access': t('Take access to flavor away'),
  'aggregate-add-host': t('Add host to aggregate'),
  'aggregate-remove-host': t('Remove host from aggregate'),
  'bulk-action-create': t('Action on many servers'),
  'host-join-token-create': t('Let a machine join as a host'),
  'host-join-token-delete': t('Take a join token back'),
  'host-join': t('Join as a host'),
  'host-renew': t('Renew the certificate of a host'),
  'host-leave': t('Leave as a host'),
  'host-reboot': t('Reboot host'),
  'host-shutdown': t('Shut down host'),
  'host-startup': t('Start up host'),
}

/** What people call an operation: "Create server", "Sign in"; one that nobody has words for by its own name. */
export function operationWord(action: string): string {
  if (Object.hasOwn(sentences, action)) return sentences[action]!
  if (action.endsWith('-role-set')) return t('Grant a role')
  if (action.endsWith('-role-delete')) return t('Take a role away')
  const [, thing = '', verb = ''] = /^(.*)-([a-z]+)$/.exec(action) ?? []
  if (Object.hasOwn(things, thing) && Object.hasOwn(verbs, verb)) return verbs[verb]!(things[thing]!)
  const ofServer = /^server-(.+)$/.exec(action)?.[1]
  const names = ofServer === undefined ? [] : [camel(ofServer), ofServer.replaceAll('-', '_'), `os-${camel(ofServer)}`]
  const known = names.find((name) => knownActions.has(name))
  return known === undefined ? humanize(action.replaceAll('-', '_')) : actionWord(known)
}

const camel = (slug: string) => slug.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** What kind of thing something is: "server"; one that nobody has a word for by its own name. */
export const kindWord = (kind: string): string =>
  Object.hasOwn(things, kind) ? things[kind]! : kind.replaceAll('-', ' ')

/** How what was done has ended. */
export const outcomeLooks: Readonly<Record<'success' | 'failure' | 'refused' | 'running', StatusLook>> = {
  success: { word: t('Done'), tone: 'good' },
  failure: { word: t('Failed'), tone: 'bad' },
  refused: { word: t('Not allowed'), tone: 'warn' },
  running: { word: t('Running'), tone: 'moving' },
}
