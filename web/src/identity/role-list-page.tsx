import { identityKeys } from '@kilonova/compute-core/services/identity/domain/list-keys'
import { IconPlus, IconShield } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { ListColumn } from '#list/descriptor'
import { ResourceList } from '#list/resource-list'
import { adminPaths } from '#shared/paths'
import { useBff } from '#shared/scope'
import { t } from '#ui/i18n'
import { RoleForm } from './role-form.tsx'
import { type RoleRow, rolesPageQuery } from './role-query.ts'
import { useRoleActions } from './use-role-actions.tsx'
import { descriptionColumn, idColumn, nameColumn } from './identity-columns.tsx'

const columns: readonly ListColumn<RoleRow>[] = [
  nameColumn(adminPaths.role, 180),
  descriptionColumn(320),
  {
    id: 'implies',
    header: t('Implies'),
    width: 200,
    cell: ({ implies }) => implies.map(({ name }) => name).join(', '),
    value: ({ implies }) => implies.map(({ name }) => name).join(' '),
  },
  {
    id: 'holders',
    header: t('Who has it'),
    width: 120,
    cell: ({ name }) => (
      <Link className="link" to={`${adminPaths.assignments()}?q=${encodeURIComponent(`role:"${name}"`)}`}>
        {t('Show')}
      </Link>
    ),
  },
  idColumn(),
]

/** The roles of the cloud. What each allows, the policies of the services say. */
export default function RoleListPage() {
  const bff = useBff()
  const { menuOf, dialogs } = useRoleActions<RoleRow>()
  return (
    <>
      <ResourceList
        name="roles"
        title={t('Roles')}
        things={t('roles')}
        description={t(
          'What a role allows, the policy of each service says. A role that implies another has what that one allows, too.',
        )}
        columns={columns}
        rowKey={({ id }) => id}
        nameOf={({ name }) => name}
        defaultSort={[{ column: 'name', direction: 'asc' }]}
        keys={identityKeys.roles}
        placeholder={t('Name or ID')}
        query={(request) => rolesPageQuery(bff, request)}
        open={({ id }) => adminPaths.role(id)}
        actions={menuOf}
        phone={{ below: ['description'] }}
        empty={{ icon: <IconShield />, title: t('No roles yet') }}
        create={{
          label: t('Create role'),
          needs: 'identity:create_role',
          icon: <IconPlus size={16} aria-hidden />,
          renderForm: (state) => <RoleForm {...state} />,
        }}
      />
      {dialogs}
    </>
  )
}
