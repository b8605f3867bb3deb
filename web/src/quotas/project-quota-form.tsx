import { Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { Banner } from '#ui/banner'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { LimitInputs } from './limit-inputs.tsx'
import { belowUse, changedLimits, keyOf, type Limits, quotaResources } from './quota-resources.ts'
import { saveLimits } from './save-limits.ts'

interface ProjectQuotaFormProps {
  projectId: string
  limits: Limits
  opened: boolean
  onClose: () => void
}

/** Changes the limits of a project; one below what is used is said, and then set. */
export function ProjectQuotaForm({ projectId, limits, opened, onClose }: ProjectQuotaFormProps) {
  const bff = useBff()
  const queryClient = useQueryClient()
  // As they were when the form was opened: what somebody else changes meanwhile stays.
  const [before] = useState(() =>
    Object.fromEntries(quotaResources.map((one) => [keyOf(one), limits[keyOf(one)]!.limit])),
  )
  const form = useForm<Record<string, number | string>>({
    initialValues: before,
    validate: Object.fromEntries(quotaResources.map((one) => [keyOf(one), limitRule])),
  })
  const wanted = numbersIn(form.values)
  const below = belowUse(limits, wanted)
  const save = useMutation({
    mutationFn: () => saveLimits(bff, projectId, changedLimits(before, wanted), below.length > 0),
    // After a failure too: what is used may be more than was shown.
    onSettled: () => refetchAfter(queryClient, { topic: 'project', id: projectId }),
    onSuccess: onClose,
  })
  return (
    <FormDialog
      title={t('Edit quota')}
      size="lg"
      opened={opened}
      onClose={onClose}
      onSubmit={form.onSubmit(() => save.mutate())}
      submitLabel={t('Save')}
      isPending={save.isPending}
      error={save.error}
    >
      <Text size="sm">{t('−1 is no limit.')}</Text>
      <LimitInputs
        resources={quotaResources}
        values={form.values}
        errors={form.errors}
        limits={limits}
        onChange={(key, value) => form.setFieldValue(key, value)}
      />
      {below.length > 0 && (
        <Banner
          title={t('Less than is used')}
          text={t('{{what}}: nothing is taken away, and nothing new is had until less is used.', {
            what: below.map(({ label }) => label).join(', '),
          })}
        />
      )}
    </FormDialog>
  )
}

/** Why a limit cannot be this. */
export const limitRule = (value: number | string | undefined): string | null =>
  typeof value === 'number' && Number.isInteger(value) && value >= -1 ? null : t('A whole number, or −1 for no limit')

/** The fields that hold numbers. */
export const numbersIn = (values: Readonly<Record<string, number | string>>): Record<string, number> =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, number] => typeof entry[1] === 'number'))
