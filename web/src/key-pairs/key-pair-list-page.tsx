import { keyPairKeys } from '@kilonova/compute-core/domain/key-pair/key-pair-keys'
import { IconKey, IconPlus } from '@tabler/icons-react'
import { useParams } from 'react-router'
import { apiPage } from '#list/api-page'
import { listQuery, type ListColumn, type ListRequest } from '#list/descriptor'
import { afterName } from '#list/project-column'
import { ResourceList } from '#list/resource-list'
import { accountNames } from '#shared/account-names'
import type { Bff } from '#shared/bff'
import { KeyPairForm } from '#shared/key-pair-form'
import { MakerName } from '#shared/owner-name'
import { adminPaths } from '#shared/paths'
import { useBff, usePaths, useScope } from '#shared/scope'
import { CopyButton } from '#ui/copy-button'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { RelativeTime } from '#ui/relative-time'
import { Fingerprint } from './fingerprint.tsx'
import type { KeyPairRow } from './key-pair-query.ts'
import { kindOf } from './key-pair-words.ts'
import { useKeyPairActions } from './use-key-pair-actions.tsx'

// Without it the list does not say when they were added, and whose they are.
const details = '/os-keypairs?kilonova:details=true'
const list = { service: 'compute', rows: 'keypairs' } as const
const nameIn = ({ keypair }: KeyPairRow) => keypair.name

/** A page of the person's key pairs; to administrators, of those of a user. */
export const keyPairsQuery = (bff: Bff, request: ListRequest, userId?: string) =>
  listQuery<KeyPairRow>({
    queryKey: [bff.scope, 'key-pairs', request, userId ?? null],
    queryFn: ({ signal }) => {
      const path = userId === undefined ? details : `${details}&user_id=${encodeURIComponent(userId)}`
      return apiPage(bff, { ...list, path, marker: nameIn }, request, signal)
    },
    meta: { staleAfter: [{ topic: 'key-pair' }] },
  })

/** A page of the key pairs of all users, for administrators: two people may call theirs the same. */
export const allKeyPairsQuery = (bff: Bff, request: ListRequest) =>
  listQuery<KeyPairRow>({
    queryKey: [bff.scope, 'key-pairs', request, 'all'],
    queryFn: async ({ signal }) => {
      const path = `${details}&kilonova:all_users=true`
      const page = await apiPage<KeyPairRow>(bff, { ...list, path, marker: idIn }, request, signal)
      const userIds = page.rows.map(({ keypair }) => keypair.user_id)
      const names = await accountNames(bff, 'users', userIds, signal)
      return { ...page, rows: page.rows.map((row) => ({ ...row, userName: names.get(row.keypair.user_id) ?? null })) }
    },
    meta: { staleAfter: [{ topic: 'key-pair' }] },
  })

const idIn = ({ keypair }: KeyPairRow) => String(keypair.id)

const columns: readonly ListColumn<KeyPairRow>[] = [
  {
    id: 'name',
    header: t('Name'),
    width: 260,
    cell: ({ keypair }) => <KeyPairName keyPair={keypair} />,
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

/** The columns of the key pairs of all users, for administrators. */
const allColumns = afterName(columns, {
  id: 'user',
  header: t('User'),
  width: 140,
  sortKey: 'user_id',
  cell: ({ keypair, userName }) => <MakerName id={keypair.user_id} name={userName} />,
  value: ({ keypair, userName }) => userName ?? keypair.user_id,
})

/** The key pairs of the person, which are the same in all projects; to administrators those of all, and a part of the page of any user. */
export default function KeyPairListPage() {
  const scope = useScope()
  const { id } = useParams()
  if (scope.kind === 'project') return <OwnKeyPairs />
  return id === undefined ? <AllKeyPairs /> : <KeyPairsOf userId={id} />
}

const ofAnybody = {
  name: 'key-pairs',
  title: t('Key pairs'),
  things: t('key pairs'),
  columns,
  rowKey: nameIn,
  nameOf: nameIn,
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
          needs: 'os_compute_api:os-keypairs:create',
          renderForm: (state) => <KeyPairForm {...state} />,
        }}
      />
      {dialog}
    </>
  )
}

const pageOf = ({ keypair }: KeyPairRow) => adminPaths.userKeyPair(keypair.user_id, keypair.name)

function AllKeyPairs() {
  const bff = useBff()
  const { menuOf, dialog } = useKeyPairActions()
  return (
    <>
      <ResourceList
        {...ofAnybody}
        name="all-key-pairs"
        columns={allColumns}
        rowKey={idIn}
        description={t('The public keys of all users. Their private keys are nowhere in the cloud.')}
        placeholder={t('Name, fingerprint or user:demo')}
        query={(request) => allKeyPairsQuery(bff, request)}
        open={pageOf}
        actions={({ keypair }) => menuOf(keypair)}
        phone={{ beside: 'user', below: ['type', 'fingerprint'] }}
        empty={{
          icon: <IconKey />,
          title: t('No key pairs yet'),
          text: t('Users create and import their key pairs themselves.'),
        }}
      />
      {dialog}
    </>
  )
}

function KeyPairsOf({ userId }: { userId: string }) {
  const bff = useBff()
  const { menuOf, dialog } = useKeyPairActions()
  return (
    <>
      <ResourceList
        {...ofAnybody}
        isPart
        query={(request) => keyPairsQuery(bff, request, userId)}
        open={pageOf}
        actions={({ keypair }) => menuOf(keypair)}
        empty={{ icon: <IconKey />, title: t('No key pairs yet') }}
      />
      {dialog}
    </>
  )
}

function KeyPairName({ keyPair: { name, user_id: userId } }: { keyPair: KeyPairRow['keypair'] }) {
  const paths = usePaths()
  const to = useScope().kind === 'admin' ? adminPaths.userKeyPair(userId, name) : paths.keyPair(name)
  return <NameLink to={to} name={name} />
}
