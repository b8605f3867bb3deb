import { Text } from '@mantine/core'
import { IconUserPlus, IconUsers } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { Link, useParams } from 'react-router'
import type { ListColumn } from '#list/descriptor'
import { ResourceList } from '#list/resource-list'
import { adminPaths, paths } from '#shared/paths'
import { RevokeRole } from '#shared/revoke-role'
import { rolesQuery } from '#shared/roles-query'
import { type Scope, useBff, useScope } from '#shared/scope'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { PageHeader } from '#ui/page-header'
import { type Member, memberKeys, membersPageQuery, membersQuery } from './access-queries.ts'
import { AddMemberForm } from './add-member-form.tsx'

const columns: readonly ListColumn<Member>[] = [
  {
    id: 'name',
    header: t('Name'),
    sortKey: 'name',
    width: 240,
    cell: (member) => <MemberName {...member} />,
    value: ({ name }) => name,
  },
  {
    id: 'roles',
    header: t('Roles'),
    sortKey: 'role',
    width: 240,
    cell: ({ roles }) => roles.map(({ name }) => name).join(', '),
    value: ({ roles }) => roles.map(({ name }) => name).join(' '),
  },
  {
    id: 'kind',
    header: t('Kind'),
    sortKey: 'kind',
    width: 100,
    cell: ({ kind }) => (kind === 'user' ? t('User') : t('Group')),
    value: ({ kind }) => kind,
  },
  {
    id: 'domain',
    header: t('Domain'),
    sortKey: 'domain',
    width: 130,
    cell: ({ domain }) => domain.name,
    value: ({ domain }) => domain.name,
  },
  {
    id: 'id',
    header: t('ID'),
    width: 260,
    cell: ({ id }) => <span className="mono">{id}</span>,
    value: ({ id }) => id,
  },
]

/** A role that is to be taken from somebody. */
interface Doomed {
  member: Member
  role: { id: string; name: string }
}

/** Who works in the project, and with which roles; to administrators, a part of the page of any project. */
export default function AccessPage() {
  const scope = useScope()
  const { id = '' } = useParams()
  return scope.kind === 'admin' ? <Members projectId={id} isPart /> : <AccessOf scope={scope} />
}

function AccessOf({ scope }: { scope: Extract<Scope, { kind: 'project' }> }) {
  const about = (
    <>
      {t('Your roles in this project: {{roles}}.', { roles: scope.roles.join(', ') })}{' '}
      <Link to={paths.credentials()} className="link">
        {t('Your application credentials')}
      </Link>
    </>
  )
  return <Members projectId={scope.id} about={about} />
}

interface MembersProps {
  projectId: string
  /** What is said under the heading. */
  about?: ReactNode
  /** The page is about the project, and has its name as the heading. */
  isPart?: boolean
}

function Members({ projectId, about, isPart = false }: MembersProps) {
  const bff = useBff()
  const { data: members } = useSuspenseQuery(membersQuery(bff, projectId))
  const { data: roles } = useSuspenseQuery(rolesQuery(bff))
  const [doomed, setDoomed] = useState<Doomed | null>(null)
  if (!members)
    return (
      <>
        {!isPart && <PageHeader title={t('Access')} below={about} />}
        <div className="card card-body">
          <Text size="sm">{t('Only managers of this project and administrators see who else works in it.')}</Text>
        </div>
      </>
    )
  return (
    <>
      <ResourceList
        name="members"
        title={t('Access')}
        isPart={isPart}
        things={t('members')}
        description={about}
        columns={columns}
        rowKey={({ kind, id }) => `${kind} ${id}`}
        nameOf={({ name }) => name}
        defaultSort={[{ column: 'name', direction: 'asc' }]}
        keys={memberKeys}
        placeholder={t('Name, ID or role:member')}
        query={(request) => membersPageQuery(bff, projectId, request)}
        actions={(member) =>
          member.roles.map((role) => ({
            label: t('Remove role {{role}}', { role: role.name }),
            isDangerous: true,
            needs: 'identity:revoke_grant',
            onClick: () => setDoomed({ member, role }),
          }))
        }
        phone={{ beside: 'roles', below: ['kind', 'domain'] }}
        empty={{ icon: <IconUsers />, title: t('Nobody has a role of their own in this project') }}
        create={{
          label: t('Add member'),
          needs: 'identity:create_grant',
          icon: <IconUserPlus size={16} aria-hidden />,
          // Who may grant a role is told the roles, too.
          renderForm: (dialog) => <AddMemberForm projectId={projectId} roles={roles ?? []} {...dialog} />,
        }}
      />
      {doomed && (
        <RevokeRole
          role={doomed.role}
          holder={doomed.member}
          place={{ kind: 'project', id: projectId }}
          onClose={() => setDoomed(null)}
        />
      )}
    </>
  )
}

/** The name of a member; administrators go on to their page from it. */
function MemberName({ kind, id, name }: Member) {
  const scope = useScope()
  if (scope.kind !== 'admin') return name
  return <NameLink to={kind === 'user' ? adminPaths.user(id) : adminPaths.group(id)} name={name} />
}
