import { identityKeys } from '@kilonova/compute-core/services/identity/domain/list-keys'
import { IconUserShield } from '@tabler/icons-react'
import { useOutletContext } from 'react-router'
import type { ListColumn } from '#list/descriptor'
import { ResourceList } from '#list/resource-list'
import { adminPaths } from '#shared/paths'
import { useBff } from '#shared/scope'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { assignmentAddress, effectiveRolesQuery } from './assignment-query.ts'
import type { EffectiveRole } from './effective-roles.ts'
import { levelOf, PlaceName } from './place-column.tsx'
import { placeName } from './place-name.ts'
import type { UserRow } from './user-query.ts'

const columns: readonly ListColumn<EffectiveRole>[] = [
  {
    id: 'role',
    header: t('Role'),
    sortKey: 'role',
    width: 140,
    cell: ({ assignment: { role } }) => <NameLink to={adminPaths.role(role.id)} name={role.name ?? role.id} />,
    value: ({ assignment: { role } }) => role.name,
  },
  {
    id: 'scope',
    header: t('Where'),
    sortKey: 'project',
    width: 200,
    cell: ({ assignment: { scope } }) => <PlaceName scope={scope} />,
    value: ({ assignment: { scope } }) => placeName(scope),
  },
  {
    id: 'level',
    header: t('Level'),
    sortKey: 'scope',
    width: 110,
    cell: ({ assignment: { scope } }) => levelOf(scope),
    value: ({ assignment: { scope } }) => Object.keys(scope)[0],
  },
  {
    id: 'through',
    header: t('Through'),
    width: 150,
    cell: ({ group }) =>
      group ? (
        <NameLink to={adminPaths.group(group.id)} name={group.name} />
      ) : (
        <span className="dimmed">{t('Directly')}</span>
      ),
    value: ({ group }) => group?.name,
  },
  {
    id: 'implied',
    header: t('Implied by'),
    width: 150,
    cell: ({ impliedBy }) =>
      impliedBy.length === 0 ? <span className="dimmed">{t('Granted itself')}</span> : impliedBy.join(', '),
    value: ({ impliedBy }) => impliedBy.join(' '),
  },
]

/** What a user may in effect: with the roles of their groups, and those that roles imply. */
export default function UserEffectiveTab() {
  const { id, name } = useOutletContext<UserRow>()
  const bff = useBff()
  return (
    <ResourceList
      name="effective-roles"
      title={t('Effective roles')}
      things={t('roles')}
      isPart
      description={t('With the roles of their groups, and with those that other roles imply.')}
      columns={columns}
      rowKey={({ assignment }) => assignmentAddress(assignment)}
      nameOf={({ assignment: { role } }) => t('{{role}} of {{name}}', { role: role.name, name })}
      keys={identityKeys.role_assignments}
      placeholder={t('Project or role:member')}
      query={(request) => effectiveRolesQuery(bff, request, id)}
      phone={{ beside: 'role', below: ['scope', 'through', 'implied'] }}
      empty={{ icon: <IconUserShield />, title: t('No roles yet') }}
    />
  )
}
