import { Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconPencil, IconPlus, IconRestore } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { NamePicker } from '#shared/name-picker'
import { adminPaths } from '#shared/paths'
import { useBff } from '#shared/scope'
import { ActionButton } from '#ui/action-button'
import { ActionsMenu } from '#ui/actions-menu'
import { Confirm } from '#ui/confirm'
import { type Column, DataTable } from '#ui/data-table'
import { EmptyState } from '#ui/empty-state'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { Section } from '#ui/section'
import { LimitInputs } from './limit-inputs.tsx'
import { limitRule, numbersIn } from './project-quota-form.tsx'
import { userQuotaAddress, userQuotaQuery, type UserLimits } from './project-quota-query.ts'
import { changedLimits, keyOf, type Limits, quotaResources } from './quota-resources.ts'

/** What Nova limits for a user: of the network service's resources there are limits for projects alone. */
const resources = quotaResources.filter(({ service }) => service === 'compute')

interface UserQuotasProps {
  projectId: string
  users: readonly UserLimits[]
}

type Dialog = { kind: 'give' } | { kind: 'edit' | 'reset'; user: UserLimits }

/** The users of a project who have limits of their own within those of the project. */
export function UserQuotas({ projectId, users }: UserQuotasProps) {
  const [dialog, setDialog] = useState<Dialog | null>(null)
  const close = () => setDialog(null)
  return (
    <Section
      title={t('Per user')}
      surface="none"
      beside={
        <ActionButton
          needs="os_compute_api:os-quota-sets:update"
          variant="default"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => setDialog({ kind: 'give' })}
        >
          {t('Limit a user')}
        </ActionButton>
      }
    >
      <DataTable
        label={t('Users with limits of their own')}
        rows={users}
        columns={columns}
        rowKey={({ user_id: id }) => id}
        renderActions={(user) => (
          <ActionsMenu
            of={nameOf(user)}
            actions={[
              {
                label: t('Edit limits'),
                icon: <IconPencil size={16} aria-hidden />,
                needs: 'os_compute_api:os-quota-sets:update',
                onClick: () => setDialog({ kind: 'edit', user }),
              },
              {
                label: t('Back to the project’s'),
                icon: <IconRestore size={16} aria-hidden />,
                needs: 'os_compute_api:os-quota-sets:delete',
                onClick: () => setDialog({ kind: 'reset', user }),
              },
            ]}
          />
        )}
        whenEmpty={
          <EmptyState
            title={t('Nobody has limits of their own here')}
            text={t('Everybody may use what the project may have, until it is used up.')}
          />
        }
      />
      {dialog?.kind === 'give' && <GiveLimits projectId={projectId} onClose={close} />}
      {dialog?.kind === 'edit' && <EditLimits projectId={projectId} user={dialog.user} onClose={close} />}
      {dialog?.kind === 'reset' && <ResetUser projectId={projectId} user={dialog.user} onClose={close} />}
    </Section>
  )
}

const nameOf = ({ user_id: id, user_name: name }: UserLimits) => name ?? id

const columns: Column<UserLimits>[] = [
  {
    header: t('User'),
    cell: (user) => <NameLink to={adminPaths.user(user.user_id)} name={nameOf(user)} />,
  },
  {
    header: t('Limits'),
    cell: ({ limits }) =>
      resources
        .filter(({ name }) => limits[name] !== undefined)
        .map(({ name, label, format }) => `${label} ${limits[name]! < 0 ? t('no limit') : format(limits[name]!)}`)
        .join(', '),
  },
]

/** Chooses somebody; their limits are then filled in as they are. */
function GiveLimits({ projectId, onClose }: Omit<OfUser, 'user'>) {
  const [id, setId] = useState<string | null>(null)
  const [isChosen, setChosen] = useState(false)
  if (id !== null && isChosen)
    return <EditLimits projectId={projectId} user={{ user_id: id, user_name: null, limits: {} }} onClose={onClose} />
  return (
    <FormDialog
      title={t('Limit a user')}
      opened
      onClose={onClose}
      onSubmit={() => setChosen(true)}
      submitLabel={t('Edit limits')}
      isPending={false}
      error={null}
      refusal={id === null ? t('Choose a user.') : undefined}
    >
      <NamePicker kind="user" label={t('User')} id={id} isFirst onChange={setId} />
    </FormDialog>
  )
}

interface OfUser {
  projectId: string
  user: UserLimits
  onClose: () => void
}

function EditLimits({ projectId, user, onClose }: OfUser) {
  const { data, error } = useQuery(userQuotaQuery(useBff(), projectId, user.user_id))
  if (data) return <LimitsForm projectId={projectId} user={user} limits={data} onClose={onClose} />
  return (
    <FormDialog
      title={t('Limits of {{name}}', { name: user.user_name ?? user.user_id })}
      opened
      onClose={onClose}
      onSubmit={() => undefined}
      submitLabel={t('Save')}
      isPending={!error}
      error={error}
      refusal={error ? t('What the user may have could not be read.') : undefined}
    >
      {null}
    </FormDialog>
  )
}

function LimitsForm({ projectId, user, limits, onClose }: OfUser & { limits: Limits }) {
  const bff = useBff()
  const queryClient = useQueryClient()
  // As they were when the form was opened: what somebody else changes meanwhile stays.
  const [before] = useState(() => Object.fromEntries(resources.map((one) => [keyOf(one), limits[keyOf(one)]!.limit])))
  const form = useForm<Record<string, number | string>>({
    initialValues: before,
    validate: Object.fromEntries(resources.map((one) => [keyOf(one), limitRule])),
  })
  const save = useMutation({
    mutationFn: async () => {
      const { compute } = changedLimits(before, numbersIn(form.values), resources)
      if (compute)
        await api(bff).send('compute', userQuotaAddress(projectId, user.user_id), {
          method: 'PUT',
          json: { quota_set: compute },
        })
    },
    onSuccess: async () => {
      onClose()
      await refetchAfter(queryClient, { topic: 'project', id: projectId })
    },
  })
  return (
    <FormDialog
      title={t('Limits of {{name}}', { name: user.user_name ?? user.user_id })}
      size="lg"
      opened
      onClose={onClose}
      onSubmit={form.onSubmit(() => save.mutate())}
      submitLabel={t('Save')}
      isPending={save.isPending}
      error={save.error}
    >
      <Text size="sm">
        {t('At most what the project has left, and at least what the user has.')} {t('−1 is no limit.')}
      </Text>
      <LimitInputs
        resources={resources}
        values={form.values}
        errors={form.errors}
        limits={limits}
        onChange={(key, value) => form.setFieldValue(key, value)}
      />
    </FormDialog>
  )
}

function ResetUser({ projectId, user, onClose }: OfUser) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const reset = useMutation({
    mutationFn: () => api(bff).send('compute', userQuotaAddress(projectId, user.user_id), { method: 'DELETE' }),
    onSettled: () => refetchAfter(queryClient, { topic: 'project', id: projectId }),
    onSuccess: onClose,
  })
  return (
    <Confirm
      title={t('Take the limits of {{name}} away?', { name: nameOf(user) })}
      opened
      onClose={onClose}
      onConfirm={() => reset.mutate()}
      submitLabel={t('Take away')}
      isPending={reset.isPending}
      error={reset.error}
    >
      {t('Those of the project hold for this user again. What the user has stays.')}
    </Confirm>
  )
}
