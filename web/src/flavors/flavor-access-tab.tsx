import { IconPlus, IconTrash, IconUsers, IconWorld } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useOutletContext } from 'react-router'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { ActionButton } from '#ui/action-button'
import { ActionsMenu } from '#ui/actions-menu'
import { Confirm } from '#ui/confirm'
import { counted } from '#ui/counted'
import { type Column, DataTable } from '#ui/data-table'
import { EmptyState } from '#ui/empty-state'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { ProjectName } from '#ui/name-of'
import { Section } from '#ui/section'
import {
  flavorAccessQuery,
  flavorAddress,
  type FlavorRow,
  type NamedProject,
  serversOfProjectQuery,
} from './flavor-query.ts'
import { ProjectsField } from './projects-field.tsx'

/** The projects that can use a flavor. */
export default function FlavorAccessTab() {
  const flavor = useOutletContext<FlavorRow>()
  return flavor['os-flavor-access:is_public'] ? <Everybody /> : <Projects flavor={flavor} />
}

const Everybody = () => (
  <div className="card">
    <EmptyState
      icon={<IconWorld />}
      title={t('Every project can use this flavor')}
      text={t('A public flavor stays public. For one that only some projects have, copy it, and delete this one.')}
    />
  </div>
)

const columns: Column<NamedProject>[] = [
  { header: t('Project'), cell: ({ id, name }) => <ProjectName id={id} name={name === id ? null : name} /> },
  { header: t('ID'), hideOn: 'narrow', cell: ({ id }) => <span className="mono">{id}</span> },
]

function Projects({ flavor }: { flavor: FlavorRow }) {
  const { data: projects } = useSuspenseQuery(flavorAccessQuery(useBff(), flavor.id))
  const [isAdding, setAdding] = useState(false)
  const [doomed, setDoomed] = useState<NamedProject | null>(null)
  const add = (
    <ActionButton
      size="xs"
      variant="default"
      leftSection={<IconPlus size={14} aria-hidden />}
      needs="os_compute_api:os-flavor-access:add_tenant_access"
      onClick={() => setAdding(true)}
    >
      {t('Add projects')}
    </ActionButton>
  )
  return (
    <>
      <Section title={t('Projects')} surface="none" beside={add}>
        <DataTable
          label={t('Projects')}
          rows={projects}
          columns={columns}
          rowKey={({ id }) => id}
          renderActions={(project) => (
            <ActionsMenu
              of={project.name}
              actions={[
                {
                  label: t('Remove'),
                  icon: <IconTrash size={16} aria-hidden />,
                  isDangerous: true,
                  needs: 'os_compute_api:os-flavor-access:remove_tenant_access',
                  onClick: () => setDoomed(project),
                },
              ]}
            />
          )}
          whenEmpty={
            <EmptyState
              icon={<IconUsers />}
              title={t('No project has this flavor yet')}
              text={t('Until one is added, only administrators can use it.')}
            />
          }
        />
      </Section>
      <AddProjects
        key={String(isAdding)}
        flavor={flavor}
        projects={projects}
        opened={isAdding}
        onClose={() => setAdding(false)}
      />
      {doomed && <Removal flavor={flavor} project={doomed} onClose={() => setDoomed(null)} />}
    </>
  )
}

interface AddProjectsProps {
  flavor: FlavorRow
  projects: readonly NamedProject[]
  opened: boolean
  onClose: () => void
}

function AddProjects({ flavor, projects, opened, onClose }: AddProjectsProps) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const [ids, setIds] = useState<string[]>([])
  const [problem, setProblem] = useState<string | null>(null)
  const add = useMutation({
    mutationFn: async () => {
      for (const tenant of ids)
        await api(bff)
          .send('compute', `${flavorAddress(flavor.id)}/action`, {
            method: 'POST',
            json: { addTenantAccess: { tenant } },
          })
          // Somebody else has given it meanwhile, or this form has, the last time.
          .catch((error: Error & { status?: number }) => {
            if (error.status !== 409) throw error
          })
    },
    // After a failure too: some may have it now.
    onSettled: () => refetchAfter(queryClient, { topic: 'flavor', id: flavor.id }),
    onSuccess: onClose,
  })
  return (
    <FormDialog
      title={t('Add projects to {{name}}', { name: flavor.name })}
      opened={opened}
      onClose={onClose}
      onSubmit={() => (ids.length === 0 ? setProblem(t('Choose at least one project.')) : add.mutate())}
      submitLabel={t('Add projects')}
      isPending={add.isPending}
      error={add.error}
    >
      <ProjectsField
        label={t('Projects')}
        description={t('They can use the flavor at once.')}
        known={[]}
        without={projects.map(({ id }) => id)}
        value={ids}
        onChange={(next) => {
          setIds(next)
          setProblem(null)
        }}
        error={problem}
        isFirst
      />
    </FormDialog>
  )
}

interface RemovalProps {
  flavor: FlavorRow
  project: NamedProject
  onClose: () => void
}

function Removal({ flavor, project, onClose }: RemovalProps) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const its = counted(
    useQuery({ ...serversOfProjectQuery(bff, flavor.id, project.id), staleTime: 0 }),
    (count) => count > 0 && <p>{t('Its {{count}} servers of this size go on as they are.', { count })}</p>,
  )
  const remove = useMutation({
    mutationFn: async () => {
      const json = { removeTenantAccess: { tenant: project.id } }
      await api(bff).send('compute', `${flavorAddress(flavor.id)}/action`, { method: 'POST', json })
      await refetchAfter(queryClient, { topic: 'flavor', id: flavor.id })
    },
    onSuccess: onClose,
  })
  return (
    <Confirm
      title={t('Take {{flavor}} from {{project}}?', { flavor: flavor.name, project: project.name })}
      opened
      onClose={onClose}
      onConfirm={() => remove.mutate()}
      submitLabel={t('Remove project')}
      isPending={remove.isPending}
      error={remove.error}
      isDangerous
      refusal={its.refusal}
    >
      {t('The project can no longer create servers of this size or resize to it.')}
      {its.words}
    </Confirm>
  )
}
