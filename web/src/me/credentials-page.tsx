import { Button, Stack } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call, personBff } from '#shared/bff'
import { useSession } from '#shared/session'
import { ActionsMenu } from '#ui/actions-menu'
import { ConfirmDelete } from '#ui/confirm-delete'
import { type Column, DataTable } from '#ui/data-table'
import { EmptyState } from '#ui/empty-state'
import { t } from '#ui/i18n'
import { PageHeader } from '#ui/page-header'
import { RelativeTime, useNow } from '#ui/relative-time'
import { Section } from '#ui/section'
import { Status } from '#ui/status'
import { ClientSection } from './client-section.tsx'
import { CredentialForm } from './credential-form.tsx'
import { NewCredentialDialog } from './new-credential-dialog.tsx'
import { type Credential, credentialsQuery, meQuery, type NewCredential } from './me-query.ts'

const columns: Column<Credential>[] = [
  {
    header: t('Name'),
    cell: ({ name, description }) => (
      <span className="break" title={description ?? undefined}>
        {name}
      </span>
    ),
  },
  {
    header: t('Project'),
    cell: ({ project }) => (
      <span className="break" title={project.id}>
        {project.name ?? <span className="mono">{project.id}</span>}
      </span>
    ),
  },
  { header: t('Roles'), hideOn: 'narrow', cell: ({ roles }) => roles.join(', ') },
  { header: t('Limited to'), hideOn: 'medium', cell: (credential) => <Limits credential={credential} /> },
  { header: t('Expires'), cell: ({ expiresAt }) => <Expiry at={expiresAt} /> },
]

function Limits({ credential: { accessRules, isUnrestricted } }: { credential: Credential }) {
  const rules = accessRules.map(({ service, method, path }) => `${method} ${service}${path}`).join('\n')
  if (rules) return <span title={rules}>{t('{{count}} requests', { count: accessRules.length })}</span>
  return isUnrestricted ? t('Nothing, it may create others') : '—'
}

function Expiry({ at }: { at: string | null }) {
  const now = useNow(60_000)
  if (at === null) return t('Never')
  return new Date(at) <= now ? <Status tone="idle" word={t('Expired')} /> : <RelativeTime at={at} />
}

/** What programs sign in with in the person's name, and the files that clients read. */
export default function CredentialsPage() {
  const session = useSession()
  const queryClient = useQueryClient()
  const { data: me } = useSuspenseQuery(meQuery)
  const { data } = useSuspenseQuery(credentialsQuery)
  const [isCreating, setCreating] = useState(false)
  const [made, setMade] = useState<NewCredential | null>(null)
  const [doomed, setDoomed] = useState<Credential | null>(null)
  const refresh = () => queryClient.invalidateQueries(credentialsQuery)
  const isMember = session.projects.length > 0
  const create = isMember && <Button onClick={() => setCreating(true)}>{t('Create application credential')}</Button>
  return (
    <>
      <PageHeader title={t('API access')}>{data.credentials.length > 0 && create}</PageHeader>
      <Stack gap="lg">
        <Section title={t('Application credentials')} surface="none">
          <DataTable
            label={t('Application credentials')}
            rows={data.credentials}
            columns={columns}
            rowKey={({ id }) => id}
            renderActions={(credential) => (
              <ActionsMenu
                of={credential.name}
                actions={[{ label: t('Delete'), isDangerous: true, onClick: () => setDoomed(credential) }]}
              />
            )}
            whenEmpty={
              <EmptyState
                icon={<IconKey />}
                title={t('No application credentials yet')}
                text={t(
                  'With one a program signs in to a project in your name, without your password, and only for what you give it.',
                )}
              >
                {create}
              </EmptyState>
            }
          />
        </Section>
        {isMember && <ClientSection me={me} onCreate={() => setCreating(true)} />}
      </Stack>
      <CredentialForm
        opened={isCreating}
        onClose={() => setCreating(false)}
        onCreated={async (credential) => {
          setMade(credential)
          await refresh()
        }}
      />
      <NewCredentialDialog credential={made} authUrl={me.authUrl} onClose={() => setMade(null)} />
      <ConfirmDelete
        kind={t('application credential')}
        name={doomed?.name ?? null}
        consequence={t('can no longer be used to sign in. What is signed in with it now is signed out.')}
        onDelete={async () => {
          const param = { id: doomed!.id }
          await call(personBff.me['application-credentials'][':id'].$delete({ param }))
          await refresh()
        }}
        onClose={() => setDoomed(null)}
      />
    </>
  )
}
