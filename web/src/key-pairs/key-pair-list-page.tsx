import { keyPairKeys } from '@kilonova/compute-core/domain/key-pair/key-pair-keys'
import { IconKey, IconPlus } from '@tabler/icons-react'
import { apiPage } from '#list/api-page'
import { listQuery, type ListColumn, type ListRequest } from '#list/descriptor'
import { ResourceList } from '#list/resource-list'
import type { Bff } from '#shared/bff'
import { KeyPairForm } from '#shared/key-pair-form'
import { useBff, usePaths } from '#shared/scope'
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

/** A page of the person's key pairs. */
export const keyPairsQuery = (bff: Bff, request: ListRequest) =>
  listQuery<KeyPairRow>({
    queryKey: [bff.scope, 'key-pairs', request],
    queryFn: ({ signal }) => apiPage(bff, list, request, signal),
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

/** The key pairs of the person, which are the same in all projects. */
export default function KeyPairListPage() {
  const bff = useBff()
  const paths = usePaths()
  const { menuOf, dialog } = useKeyPairActions()
  return (
    <>
      <ResourceList
        name="key-pairs"
        title={t('Key pairs')}
        things={t('key pairs')}
        description={t('Your key pairs are available in all your projects. The cloud stores only the public keys.')}
        columns={columns}
        rowKey={({ keypair }) => keypair.name}
        nameOf={({ keypair }) => keypair.name}
        keys={keyPairKeys}
        placeholder={t('Name, fingerprint or type:ssh')}
        query={(request) => keyPairsQuery(bff, request)}
        open={({ keypair }) => paths.keyPair(keypair.name)}
        actions={({ keypair }) => menuOf(keypair)}
        phone={{ beside: 'created', below: ['type', 'fingerprint'] }}
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

const KeyPairName = ({ name }: { name: string }) => <NameLink to={usePaths().keyPair(name)} name={name} />
