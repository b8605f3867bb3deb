import { Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconPencil } from '@tabler/icons-react'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { ActionButton } from '#ui/action-button'
import { FactList } from '#ui/facts'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { Section } from '#ui/section'
import { defaultQuotaAddress, defaultQuotaQuery } from './default-quota-query.ts'
import { LimitInputs } from './limit-inputs.tsx'
import { limitRule, numbersIn } from './project-quota-form.tsx'
import { changedLimits, keyOf, quotaResources } from './quota-resources.ts'

const resources = quotaResources.filter(({ service }) => service === 'compute')

/** The limits that hold for every project that has none of its own. */
export default function DefaultQuotaTab() {
  const { data: limits } = useSuspenseQuery(defaultQuotaQuery(useBff()))
  const [isEditing, setEditing] = useState(false)
  const facts = resources.map((one) => {
    const limit = limits[keyOf(one)]!
    return { name: one.label, value: limit < 0 ? t('No limit') : one.format(limit) }
  })
  return (
    <>
      <div className="page-form">
        <Section
          title={t('Quota class default')}
          beside={
            <ActionButton
              needs="os_compute_api:os-quota-class-sets:update"
              variant="default"
              size="compact-sm"
              leftSection={<IconPencil size={14} aria-hidden />}
              onClick={() => setEditing(true)}
            >
              {t('Edit defaults')}
            </ActionButton>
          }
        >
          <Text size="sm" className="dimmed">
            {t(
              'Nova keeps limits by classes, and reads one: default. It holds for every project without limits of its own; the defaults of networks, subnets and ports are settings of the network service.',
            )}
          </Text>
          <div className="facts">
            <FactList facts={facts} />
          </div>
        </Section>
      </div>
      {isEditing && <DefaultsForm limits={limits} onClose={() => setEditing(false)} />}
    </>
  )
}

function DefaultsForm({ limits, onClose }: { limits: Readonly<Record<string, number>>; onClose: () => void }) {
  const bff = useBff()
  const queryClient = useQueryClient()
  // As they were when the form was opened: what somebody else changes meanwhile stays.
  const [before] = useState(() => Object.fromEntries(resources.map((one) => [keyOf(one), limits[keyOf(one)]!])))
  const form = useForm<Record<string, number | string>>({
    initialValues: before,
    validate: Object.fromEntries(resources.map((one) => [keyOf(one), limitRule])),
  })
  const save = useMutation({
    mutationFn: async () => {
      const { compute } = changedLimits(before, numbersIn(form.values), resources)
      if (compute)
        await api(bff).send('compute', defaultQuotaAddress, { method: 'PUT', json: { quota_class_set: compute } })
    },
    onSuccess: async () => {
      onClose()
      await refetchAfter(queryClient, { topic: 'project' })
    },
  })
  return (
    <FormDialog
      title={t('Edit defaults')}
      size="lg"
      opened
      onClose={onClose}
      onSubmit={form.onSubmit(() => save.mutate())}
      submitLabel={t('Save')}
      isPending={save.isPending}
      error={save.error}
    >
      <Text size="sm">
        {t('They hold at once for every project without limits of its own. Nothing is taken away from any.')}{' '}
        {t('−1 is no limit.')}
      </Text>
      <LimitInputs
        resources={resources}
        values={form.values}
        errors={form.errors}
        onChange={(key, value) => form.setFieldValue(key, value)}
      />
    </FormDialog>
  )
}
