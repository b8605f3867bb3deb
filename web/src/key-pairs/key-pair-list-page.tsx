import { keyPairKeys } from '@kilonova/compute-core/domain/key-pair/key-pair-keys'
import { IconKey, IconPlus } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import type { ListColumn } from '#list/descriptor'
import { ResourceList } from '#list/resource-list'
import { useDeletion } from '#list/use-deletion'
import { call } from '#shared/bff'
import { refetchAfter } from '#shared/changes'
import { KeyPairForm } from '#shared/key-pair-form'
import { useBff } from '#shared/scope'
import { CopyButton } from '#ui/copy-button'
import { t } from '#ui/i18n'
import { keyPairsQuery, type KeyPairRow } from './key-pair-query.ts'

const columns: readonly ListColumn<KeyPairRow>[] = [
  {
    id: 'name',
    header: t('Name'),
    width: 220,
    cell: ({ keypair }) => keypair.name,
    value: ({ keypair }) => keypair.name,
  },
  {
    id: 'type',
    header: t('Type'),
    width: 80,
    cell: ({ keypair }) => keypair.type,
    value: ({ keypair }) => keypair.type,
  },
  {
    id: 'fingerprint',
    header: t('Fingerprint'),
    width: 360,
    cell: ({ keypair }) => <span className="mono">{keypair.fingerprint}</span>,
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
]

export default function KeyPairListPage() {
  const bff = useBff()
  const queryClient = useQueryClient()
  const { deletionOf, dialog } = useDeletion<KeyPairRow>({
    kind: t('key pair'),
    nameOf: ({ keypair }) => keypair.name,
    consequence: t('can no longer be chosen for new servers. Servers that already have it still accept it.'),
    onDelete: async ({ keypair }) => {
      await call(bff['key-pairs'][':name'].$delete({ param: { name: keypair.name } }))
      await refetchAfter(queryClient, { topic: 'key-pair' })
    },
  })
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
        actions={(row) => [deletionOf(row)]}
        phone={{ beside: 'type', below: ['fingerprint'] }}
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
