import { Select } from '@mantine/core'
import { IconPlus, IconShield } from '@tabler/icons-react'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { api } from '#shared/api'
import { isMissing } from '#shared/bff'
import { refetchAfter } from '#shared/changes'
import { adminPaths } from '#shared/paths'
import { rolesQuery } from '#shared/roles-query'
import { useBff, usePaths } from '#shared/scope'
import { ActionButton } from '#ui/action-button'
import { ActionsMenu } from '#ui/actions-menu'
import { Confirm } from '#ui/confirm'
import { type Column, DataTable } from '#ui/data-table'
import { EmptyState } from '#ui/empty-state'
import { FactsRail } from '#ui/facts'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { Section } from '#ui/section'
import { TitleBar } from '#ui/title-bar'
import { type Implied, type RolePageData, roleAddress, roleQuery } from './role-query.ts'
import { useRoleActions } from './use-role-actions.tsx'

/** A role with those that it implies. */
export default function RolePage() {
  const { id = '' } = useParams()
  const { data, error } = useSuspenseQuery(roleQuery(useBff(), id))
  // Deleted while it was shown: what the page says is no longer true.
  if (isMissing(error)) throw error
  return <LoadedRole role={data} />
}

function LoadedRole({ role }: { role: RolePageData }) {
  const paths = usePaths()
  const navigate = useNavigate()
  const { menuOf, dialogs } = useRoleActions(() => navigate(adminPaths.roles()))
  const actions = menuOf(role)
  const { id, name, description, holders, impliedBy } = role
  const facts = [
    { name: t('Description'), value: description },
    {
      name: t('Granted'),
      value: (
        <Link className="link" to={`${adminPaths.assignments()}?q=${encodeURIComponent(`role:"${name}"`)}`}>
          {t('{{count}} times', { count: holders })}
        </Link>
      ),
    },
    {
      name: t('Implied by'),
      value:
        impliedBy.length > 0 &&
        impliedBy.map((one) => (
          <div key={one.id}>
            <NameLink to={adminPaths.role(one.id)} name={one.name} />
          </div>
        )),
    },
    { name: t('ID'), value: <span className="mono">{id}</span>, copy: id },
  ]
  return (
    <>
      <TitleBar
        crumbs={[
          { label: t('Administration'), to: paths.home() },
          { label: t('Roles'), to: adminPaths.roles() },
        ]}
        title={name}
        actions={actions}
        likely={actions.slice(0, 1)}
      />
      <div className="split">
        <div className="stack">
          <ImpliedRoles role={role} />
        </div>
        <FactsRail label={t('Facts')} groups={[{ title: t('Role'), facts }]} />
      </div>
      {dialogs}
    </>
  )
}

const columns: Column<Implied>[] = [
  { header: t('Name'), cell: ({ id, name }) => <NameLink to={adminPaths.role(id)} name={name} /> },
]

function ImpliedRoles({ role }: { role: RolePageData }) {
  const [isAdding, setAdding] = useState(false)
  const [doomed, setDoomed] = useState<Implied | null>(null)
  return (
    <>
      <Section
        title={t('Implied roles')}
        surface="none"
        beside={
          <ActionButton
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            {t('Add implied role')}
          </ActionButton>
        }
      >
        <DataTable
          label={t('Implied roles')}
          rows={[...role.implies]}
          columns={columns}
          rowKey={({ id }) => id}
          renderActions={(implied) => (
            <ActionsMenu
              of={implied.name}
              actions={[{ label: t('Remove'), isDangerous: true, onClick: () => setDoomed(implied) }]}
            />
          )}
          whenEmpty={
            <EmptyState
              icon={<IconShield />}
              title={t('It implies no other role')}
              text={t('Whoever holds this role holds the roles that it implies, too, without being granted them.')}
            />
          }
        />
      </Section>
      {isAdding && <AddImplied role={role} onClose={() => setAdding(false)} />}
      {doomed && <RemoveImplied role={role} implied={doomed} onClose={() => setDoomed(null)} />}
    </>
  )
}

const impliedAddress = (role: Implied, implied: string) =>
  `${roleAddress(role.id)}/implies/${encodeURIComponent(implied)}`

function useChange(onDone: () => void) {
  const bff = useBff()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async ({ path, method }: { path: string; method: 'PUT' | 'DELETE' }) => {
      await api(bff).send('identity', path, { method })
      await refetchAfter(queryClient, { topic: 'project' })
    },
    onSuccess: onDone,
  })
}

function AddImplied({ role, onClose }: { role: RolePageData; onClose: () => void }) {
  const { data: roles } = useSuspenseQuery(rolesQuery(useBff()))
  const [chosen, setChosen] = useState<string | null>(null)
  const add = useChange(onClose)
  // No role implies admin, and none itself.
  const others = (roles ?? []).filter(
    ({ id, name }) => id !== role.id && name !== 'admin' && !role.implies.some((one) => one.id === id),
  )
  return (
    <FormDialog
      title={t('Add implied role')}
      opened
      onClose={onClose}
      onSubmit={() => chosen && add.mutate({ path: impliedAddress(role, chosen), method: 'PUT' })}
      submitLabel={t('Add implied role')}
      isPending={add.isPending}
      error={add.error}
      refusal={chosen === null ? t('Choose a role.') : undefined}
    >
      <Select
        label={t('Role')}
        data-autofocus
        searchable
        data={others.map(({ id, name }) => ({ value: id, label: name }))}
        value={chosen}
        onChange={setChosen}
      />
      <p>
        {t('{{role}} is granted {{count}} times. Everybody who holds it has the implied role from then on.', {
          role: role.name,
          count: role.holders,
        })}
      </p>
    </FormDialog>
  )
}

interface RemoveImpliedProps {
  role: RolePageData
  implied: Implied
  onClose: () => void
}

function RemoveImplied({ role, implied, onClose }: RemoveImpliedProps) {
  const remove = useChange(onClose)
  return (
    <Confirm
      title={t('{{role}} implies {{implied}} no longer?', { role: role.name, implied: implied.name })}
      opened
      onClose={onClose}
      onConfirm={() => remove.mutate({ path: impliedAddress(role, implied.id), method: 'DELETE' })}
      submitLabel={t('Remove implied role')}
      isPending={remove.isPending}
      error={remove.error}
      isDangerous
      typed={role.name}
    >
      {t('{{role}} is granted {{count}} times. Who has {{implied}} through it alone loses it at once.', {
        role: role.name,
        implied: implied.name,
        count: role.holders,
      })}
    </Confirm>
  )
}
