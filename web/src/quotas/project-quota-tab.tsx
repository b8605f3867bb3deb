import { IconPencil, IconRestore } from '@tabler/icons-react'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useParams } from 'react-router'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { ActionButton } from '#ui/action-button'
import { ActionsMenu } from '#ui/actions-menu'
import { Confirm } from '#ui/confirm'
import { FactList } from '#ui/facts'
import { t } from '#ui/i18n'
import { QuotaBar } from '#ui/quota-bar'
import { Section } from '#ui/section'
import { ProjectQuotaForm } from './project-quota-form.tsx'
import { limitsIn, projectQuotaAddress, projectQuotaQuery } from './project-quota-query.ts'
import {
  countedResources,
  keyOf,
  type LimitAndUse,
  type Limits,
  type QuotaResource,
  quotaResources,
} from './quota-resources.ts'
import { UserQuotas } from './user-quotas.tsx'

/** What a project may have beside what it has, and the form that changes it. */
export default function ProjectQuotaTab() {
  const { id = '' } = useParams()
  const { data } = useSuspenseQuery(projectQuotaQuery(useBff(), id))
  const [dialog, setDialog] = useState<'edit' | 'reset' | null>(null)
  const { quota, images } = data
  const limits = limitsIn(quota)
  const close = () => setDialog(null)
  return (
    <>
      <Section
        title={t('Quota')}
        beside={
          <div className="page-head-actions">
            <ActionButton
              variant="default"
              size="compact-sm"
              needs={['os_compute_api:os-quota-sets:update', 'update_quota']}
              leftSection={<IconPencil size={14} aria-hidden />}
              onClick={() => setDialog('edit')}
            >
              {t('Edit quota')}
            </ActionButton>
            <ActionsMenu
              of={t('Quota')}
              actions={[
                {
                  label: t('Back to the defaults'),
                  icon: <IconRestore size={16} aria-hidden />,
                  needs: ['os_compute_api:os-quota-sets:delete', 'delete_quota'],
                  onClick: () => setDialog('reset'),
                },
              ]}
            />
          </div>
        }
      >
        <div className="stack">
          {countedResources.map((one) => (
            <Use key={keyOf(one)} of={one} limits={limits} />
          ))}
          <QuotaBar label={t('Images')} {...shown(images)} />
        </div>
      </Section>
      <Section title={t('Limits of each')}>
        <div className="facts">
          <FactList facts={quotaResources.filter(({ isOfEach }) => isOfEach).map((one) => factOf(one, limits))} />
        </div>
      </Section>
      <UserQuotas projectId={id} users={quota.users} />
      {dialog === 'edit' && <ProjectQuotaForm projectId={id} limits={limits} opened onClose={close} />}
      {dialog === 'reset' && <ResetQuota projectId={id} onClose={close} />}
    </>
  )
}

const shown = ({ limit, used }: LimitAndUse) => ({ used, limit: limit < 0 ? null : limit })

function Use({ of, limits }: { of: QuotaResource; limits: Limits }) {
  return <QuotaBar label={of.label} format={of.format} {...shown(limits[keyOf(of)]!)} />
}

function factOf(resource: QuotaResource, limits: Limits) {
  const { limit } = limits[keyOf(resource)]!
  return { name: resource.label, value: limit < 0 ? t('No limit') : resource.format(limit) }
}

function ResetQuota({ projectId, onClose }: { projectId: string; onClose: () => void }) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const reset = useMutation({
    mutationFn: () => api(bff).send('compute', projectQuotaAddress(projectId), { method: 'DELETE' }),
    onSettled: () => refetchAfter(queryClient, { topic: 'project', id: projectId }),
    onSuccess: onClose,
  })
  return (
    <Confirm
      title={t('Back to the defaults?')}
      opened
      onClose={onClose}
      onConfirm={() => reset.mutate()}
      submitLabel={t('Back to the defaults')}
      isPending={reset.isPending}
      error={reset.error}
    >
      {t(
        'The limits that this project and its users have of their own are taken away, and those of all projects hold again. What it uses stays.',
      )}
    </Confirm>
  )
}
