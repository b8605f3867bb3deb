import { Button, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '#shared/api'
import { paths } from '#shared/paths'
import { type Scope, useBff, useScope } from '#shared/scope'
import { sessionQuery, useSession } from '#shared/session'
import { ActionsMenu } from '#ui/actions-menu'
import { Confirm } from '#ui/confirm'
import { type Column, DataTable } from '#ui/data-table'
import { EmptyState } from '#ui/empty-state'
import { t } from '#ui/i18n'
import { LinkButton } from '#ui/link-button'
import { PageHeader } from '#ui/page-header'
import { Section } from '#ui/section'
import { grantPath, type Member, membersQuery, rolesQuery } from './access-queries.ts'
import { AddMemberForm } from './add-member-form.tsx'

const columns: Column<Member>[] = [
  {
    header: t('Name'),
    cell: ({ name, id }) => (
      <span className="break" title={id}>
        {name}
      </span>
    ),
  },
  { header: t('Kind'), hideOn: 'narrow', cell: ({ kind }) => (kind === 'user' ? t('User') : t('Group')) },
  { header: t('Domain'), hideOn: 'narrow', cell: ({ domain }) => domain.name },
  { header: t('Roles'), cell: ({ roles }) => roles.map(({ name }) => name).join(', ') },
]

/** A role that is to be taken from somebody. */
interface Doomed {
  member: Member
  role: { id: string; name: string }
}

/** Who works in the project, and with which roles. */
export default function AccessPage() {
  const scope = useScope()
  if (scope.kind === 'admin') throw new Error('This page is about one project.')
  return <AccessOf scope={scope} />
}

function AccessOf({ scope }: { scope: Extract<Scope, { kind: 'project' }> }) {
  const bff = useBff()
  const { data: members } = useSuspenseQuery(membersQuery(bff, scope.id))
  const { data: roles } = useSuspenseQuery(rolesQuery(bff))
  const [isAdding, setAdding] = useState(false)
  const [doomed, setDoomed] = useState<Doomed | null>(null)
  return (
    <>
      <PageHeader title={t('Access')}>
        {members && roles && <Button onClick={() => setAdding(true)}>{t('Add member')}</Button>}
      </PageHeader>
      <Stack gap="lg">
        <Section title={t('Your access')}>
          <Text size="sm" mb="sm">
            {t('Your roles in this project: {{roles}}.', { roles: scope.roles.join(', ') })}
          </Text>
          <LinkButton to={paths.credentials()} variant="default">
            {t('Your application credentials')}
          </LinkButton>
        </Section>
        <Section title={t('Members')} surface={members ? 'none' : 'padded'}>
          {members ? (
            <DataTable
              label={t('Members')}
              rows={members}
              columns={columns}
              rowKey={({ kind, id }) => `${kind} ${id}`}
              renderActions={(member) => (
                <MemberMenu member={member} onRemove={(role) => setDoomed({ member, role })} />
              )}
              whenEmpty={<EmptyState title={t('Nobody has a role of their own in this project')} />}
            />
          ) : (
            <Text size="sm">{t('Only administrators see and change who else works in this project.')}</Text>
          )}
        </Section>
      </Stack>
      {roles && <AddMemberForm scope={scope} roles={roles} opened={isAdding} onClose={() => setAdding(false)} />}
      <RemoveRole projectId={scope.id} doomed={doomed} onClose={() => setDoomed(null)} />
    </>
  )
}

const MemberMenu = ({ member, onRemove }: { member: Member; onRemove: (role: Doomed['role']) => void }) => (
  <ActionsMenu
    of={member.name}
    actions={member.roles.map((role) => ({
      label: t('Remove role {{role}}', { role: role.name }),
      isDangerous: true,
      onClick: () => onRemove(role),
    }))}
  />
)

interface RemoveRoleProps {
  projectId: string
  doomed: Doomed | null
  onClose: () => void
}

function RemoveRole({ projectId, doomed, onClose }: RemoveRoleProps) {
  const bff = useBff()
  const { user } = useSession()
  const queryClient = useQueryClient()
  const remove = useMutation({
    mutationFn: ({ member, role }: Doomed) =>
      api(bff).send('identity', grantPath(projectId, member, role.id), { method: 'DELETE' }),
    onSuccess: async () => {
      close()
      await Promise.all([
        queryClient.invalidateQueries(membersQuery(bff, projectId)),
        queryClient.invalidateQueries(sessionQuery),
      ])
    },
  })
  const close = () => {
    remove.reset()
    onClose()
  }
  const { member, role } = doomed ?? {}
  const names = { name: member?.name, role: role?.name }
  const isOneself = member?.kind === 'user' && member.id === user.id
  return (
    <Confirm
      title={t('Remove role {{role}} from {{name}}?', names)}
      opened={doomed !== null}
      onClose={close}
      onConfirm={() => doomed && remove.mutate(doomed)}
      submitLabel={t('Remove role')}
      isPending={remove.isPending}
      error={remove.error}
      isDangerous
    >
      {isOneself
        ? t('This is your own role. You can give it to yourself again only where another role lets you.')
        : t('{{name}} can no longer do in this project what the role {{role}} allows. What they made stays.', names)}
    </Confirm>
  )
}
