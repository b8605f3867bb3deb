import { keyPairKeys } from '@kilonova/compute-core/domain/key-pair/key-pair-keys'
import { IconKey, IconPlus } from '@tabler/icons-react'
import { useParams } from 'react-router'
import { apiPage } from '#list/api-page'
import { listQuery, type ListColumn, type ListRequest } from '#list/descriptor'
import { ResourceList } from '#list/resource-list'
import type { Bff } from '#shared/bff'
import { KeyPairForm } from '#shared/key-pair-form'
import { useBff, usePaths, useScope } from '#shared/scope'
import { CopyButton } from '#ui/copy-button'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { RelativeTime } from '#ui/relative-time'
import { Fingerprint } from './fingerprint.tsx'
import type { KeyPairRow } from './key-pair-query.ts'
import { kindOf } from './key-pair-words.ts'
import { useKeyPairActions } from './use-key-pair-actions.tsx'

const list = {
  service: 'compute',
  // Without it the list does not say when they were added.
  path: '/os-keypairs?kilonova:details=true',
  rows: 'keypairs',
  marker: ({ keypair }: KeyPairRow) => keypair.name,
} as const

/** A page of the person's key pairs; to administrators, of somebody else's. */
export const keyPairsQuery = (bff: Bff, request: ListRequest, userId?: string) =>
  listQuery<KeyPairRow>({
    queryKey: [bff.scope, 'key-pairs', request, userId ?? null],
    queryFn: ({ signal }) =>
      apiPage(
        bff,
        userId === undefined ? list : { ...list, path: `${list.path}&user_id=${encodeURIComponent(userId)}` },
        request,
        signal,
      ),
    meta: { staleAfter: [{ topic: 'key-pair' }] },
  })

const columns: readonly ListColumn<KeyPairRow>[] = [
  {
    id: 'name',
    header: t('Name'),
    width: 260,
    cell: ({ keypair }) => <KeyPairName name={keypair.name} />,
    value: ({ keypair }) => keypair.name,
  },
  {
    id: 'type',
    header: t('Type'),
    width: 150,
    cell: ({ keypair }) => kindOf(keypair),
    value: ({ keypair }) => keypair.type,
  },
  {
    id: 'fingerprint',
    header: t('Fingerprint'),
    width: 200,
    cell: ({ keypair }) => <Fingerprint of={keypair.name} is={keypair.fingerprint} />,
    value: ({ keypair }) => keypair.fingerprint,
  },
  {
    id: 'public_key',
    header: t('Public key'),
    width: 100,
    cell: ({ keypair }) => (
      <CopyButton value={keypair.public_key} label={t('Copy public key of {{name}}', { name: keypair.name })} />
    ),
    value: ({ keypair }) => keypair.public_key,
  },
  {
    id: 'created',
    header: t('Created'),
    width: 120,
    cell: ({ keypair }) => <RelativeTime at={keypair.created_at} />,
    value: ({ keypair }) => keypair.created_at,
  },
]

/** The key pairs of the person, which are the same in all projects; to administrators, a part of the page of any user. */
export default function KeyPairListPage() {
  const scope = useScope()
  const { id = '' } = useParams()
  return scope.kind === 'admin' ? <KeyPairsOf userId={id} /> : <OwnKeyPairs />
}

const ofAnybody = {
  name: 'key-pairs',
  title: t('Key pairs'),
  things: t('key pairs'),
  columns,
  rowKey: ({ keypair }: KeyPairRow) => keypair.name,
  nameOf: ({ keypair }: KeyPairRow) => keypair.name,
  keys: keyPairKeys,
  placeholder: t('Name, fingerprint or type:ssh'),
  phone: { beside: 'created', below: ['type', 'fingerprint'] },
}

function OwnKeyPairs() {
  const bff = useBff()
  const paths = usePaths()
  const { menuOf, dialog } = useKeyPairActions()
  return (
    <>
      <ResourceList
        {...ofAnybody}
        description={t('Your key pairs are available in all your projects. The cloud stores only the public keys.')}
        query={(request) => keyPairsQuery(bff, request)}
        open={({ keypair }) => paths.keyPair(keypair.name)}
        actions={({ keypair }) => menuOf(keypair)}
        empty={{
          icon: <IconKey />,
          title: t('No key pairs yet'),
          text: t(
            'A server receives the public key when it is created. You sign in to it over SSH with the private key.',
          ),
        }}
        create={{
          label: t('Create key pair'),
          icon: <IconPlus size={16} aria-hidden />,
          renderForm: (state) => <KeyPairForm {...state} />,
        }}
      />
      {dialog}
    </>
  )
}

function KeyPairsOf({ userId }: { userId: string }) {
  const bff = useBff()
  const { menuOf, dialog } = useKeyPairActions({ userId })
  return (
    <>
      <ResourceList
        {...ofAnybody}
        isPart
        query={(request) => keyPairsQuery(bff, request, userId)}
        // Servers are created in projects: what is left of the menu is to delete it.
        actions={({ keypair }) => menuOf(keypair).slice(1)}
        empty={{ icon: <IconKey />, title: t('No key pairs yet') }}
      />
      {dialog}
    </>
  )
}

function KeyPairName({ name }: { name: string }) {
  const paths = usePaths()
  return useScope().kind === 'admin' ? name : <NameLink to={paths.keyPair(name)} name={name} />
}
