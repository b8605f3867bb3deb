import { Button } from '@mantine/core'
import { IconKey, IconTrash } from '@tabler/icons-react'
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { ask, bff, type KeyPair } from '#app/bff'
import { ActionsMenu } from '#ui/actions-menu'
import { ConfirmDelete } from '#ui/confirm-delete'
import { CopyButton } from '#ui/copy-button'
import { DataTable, type Column } from '#ui/data-table'
import { EmptyState } from '#ui/empty-state'
import { PageHeader } from '#ui/page-header'
import { KeyPairForm } from './key-pair-form.tsx'
import { keyPairsQuery } from './key-pair-query.ts'

const columns: Column<KeyPair>[] = [
  { header: 'Name', cell: ({ name }) => <span className="break">{name}</span> },
  { header: 'Type', hideOn: 'narrow', cell: ({ type }) => type },
  {
    header: 'Fingerprint',
    hideOn: 'narrow',
    cell: ({ fingerprint }) => <span className="mono break">{fingerprint}</span>,
  },
  {
    header: 'Public key',
    cell: ({ name, publicKey }) => <CopyButton value={publicKey} label={`Copy public key of ${name}`} />,
  },
]

export default function KeyPairListPage() {
  const { data } = useSuspenseQuery(keyPairsQuery)
  const [params, setParams] = useSearchParams()
  const [doomed, setDoomed] = useState<string | null>(null)
  const queryClient = useQueryClient()
  // In the address, so that other pages can link to the form itself.
  const open = () => setParams({ new: '' }, { replace: true })
  const close = () => setParams({}, { replace: true })
  return (
    <>
      <PageHeader title="Key pairs" below="They are yours in every project. The cloud keeps the public half only.">
        <Button onClick={open}>Create key pair</Button>
      </PageHeader>
      <DataTable
        label="Key pairs"
        rows={data.keyPairs}
        columns={columns}
        rowKey={({ name }) => name}
        renderActions={({ name }) => (
          <ActionsMenu
            of={name}
            actions={[
              {
                label: 'Delete',
                icon: <IconTrash size={16} aria-hidden />,
                isDangerous: true,
                onClick: () => setDoomed(name),
              },
            ]}
          />
        )}
        whenEmpty={
          <EmptyState
            icon={<IconKey />}
            title="No key pairs yet"
            text="A server gets the public half when it is created, and lets in whoever holds the private half."
          >
            <Button onClick={open}>Create or import a key pair</Button>
          </EmptyState>
        }
      />
      <KeyPairForm opened={params.has('new')} onClose={close} />
      <ConfirmDelete
        kind="key pair"
        name={doomed}
        consequence="can no longer be chosen for new servers. Servers that have it already keep letting it in."
        onClose={() => setDoomed(null)}
        onDelete={async () => {
          if (doomed) await ask(bff['key-pairs'][':name'].$delete({ param: { name: doomed } }))
          await queryClient.invalidateQueries(keyPairsQuery)
        }}
      />
    </>
  )
}
