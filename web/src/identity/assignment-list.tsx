import type { AssignmentView } from '@kilonova/compute-core/services/identity/api/view-assignment'
import { identityKeys } from '@kilonova/compute-core/services/identity/domain/list-keys'
import { IconShieldPlus, IconUserShield } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ListColumn, ListDescriptor } from '#list/descriptor'
import { ResourceList } from '#list/resource-list'
import { adminPaths } from '#shared/paths'
import { RevokeRole } from '#shared/revoke-role'
import { type Holder, rolesQuery, systemGrants } from '#shared/roles-query'
import { useBff } from '#shared/scope'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { assignmentAddress, assignmentsQuery, holderOf } from './assignment-query.ts'
import { GrantForm } from './grant-form.tsx'
import { levelOf, PlaceName } from './place-column.tsx'
import { grantPlace, placeName } from './place-name.ts'

const holderColumn: ListColumn<AssignmentView> = {
  id: 'user',
  header: t('User or group'),
  sortKey: 'user',
  width: 200,
  cell: (assignment) => <HolderName holder={holderOf(assignment)} />,
  value: (assignment) => holderOf(assignment).name,
}
const kindColumn: ListColumn<AssignmentView> = {
  id: 'kind',
  header: t('Kind'),
  width: 90,
  cell: ({ user }) => (user ? t('User') : t('Group')),
  value: ({ user }) => (user ? 'user' : 'group'),
}
const ofOne: readonly ListColumn<AssignmentView>[] = [
  {
    id: 'role',
    header: t('Role'),
    sortKey: 'role',
    width: 140,
    cell: ({ role }) => <NameLink to={adminPaths.role(role.id)} name={role.name ?? role.id} />,
    value: ({ role }) => role.name,
  },
  {
    id: 'scope',
    header: t('Where'),
    sortKey: 'project',
    width: 220,
    cell: ({ scope }) => <PlaceName scope={scope} />,
    value: ({ scope }) => placeName(scope),
  },
  {
    id: 'level',
    header: t('Level'),
    sortKey: 'scope',
    width: 120,
    cell: ({ scope }) => levelOf(scope),
    value: ({ scope }) => Object.keys(scope)[0],
  },
]
const ofAll = [holderColumn, kindColumn, ...ofOne]

interface AssignmentListProps extends Pick<ListDescriptor<AssignmentView>, 'description' | 'isPart'> {
  /** The roles of one user or group, who can be given others here. */
  holder?: Holder
}

/** Who may what: the roles of the whole cloud, or of one user or group. */
export function AssignmentList({ holder, ...more }: AssignmentListProps) {
  const bff = useBff()
  const { data: roles } = useSuspenseQuery(rolesQuery(bff))
  const [doomed, setDoomed] = useState<AssignmentView | null>(null)
  return (
    <>
      <ResourceList
        name={holder ? 'roles-of-one' : 'role-assignments'}
        title={holder ? t('Roles') : t('Who may what')}
        things={t('roles')}
        columns={holder ? ofOne : ofAll}
        rowKey={assignmentAddress}
        nameOf={({ role, ...rest }) =>
          t('{{role}} of {{name}}', { role: role.name, name: holder?.name ?? holderOf({ role, ...rest }).name })
        }
        keys={identityKeys.role_assignments}
        placeholder={holder ? t('Project or role:member') : t('User, project or role:admin')}
        query={(request) => assignmentsQuery(bff, request, holder)}
        actions={(assignment) => [
          {
            label: t('Remove role'),
            isDangerous: true,
            needs:
              'system' in assignment.scope ? systemGrants[holderOf(assignment).kind].revoke : 'identity:revoke_grant',
            onClick: () => setDoomed(assignment),
          },
        ]}
        phone={{ beside: 'role', below: ['scope'] }}
        empty={{ icon: <IconUserShield />, title: t('No roles yet') }}
        {...(holder && roles
          ? {
              create: {
                label: t('Add role'),
                needs: 'identity:create_grant',
                icon: <IconShieldPlus size={16} aria-hidden />,
                renderForm: (dialog) => <GrantForm holder={holder} roles={roles} {...dialog} />,
              },
            }
          : {})}
        {...more}
      />
      {doomed && (
        <RevokeRole
          role={doomed.role}
          holder={holderOf(doomed)}
          place={grantPlace(doomed.scope)}
          placeName={placeName(doomed.scope)}
          onClose={() => setDoomed(null)}
        />
      )}
    </>
  )
}

const HolderName = ({ holder: { kind, id, name } }: { holder: Holder }) => (
  <NameLink to={kind === 'user' ? adminPaths.user(id) : adminPaths.group(id)} name={name} />
)
