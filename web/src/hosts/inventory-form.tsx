import type { InventoryView } from '@kilonova/compute-core/api/kilonova/hosts/host-schema'
import { Button, NumberInput, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { limitOf } from '#ui/bars'
import { FormDialog } from '#ui/form-dialog'
import { formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { InventoryChanged, setInventory, type InventoryWish } from './host-changes.ts'
import type { Host } from './host-queries.ts'
import { className, formatOf } from '#shared/resource-classes'

interface InventoryFormProps {
  host: Pick<Host, 'id' | 'name'>
  resourceClass: string
  inventory: InventoryView
  onClose: () => void
}

/** Sets what is reserved of one resource of a host, and how often the rest is promised. */
export function InventoryForm({ host, resourceClass, inventory, onClose }: InventoryFormProps) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const { total, used, reported_reserved: reportedReserved, reported_ratio: reportedRatio } = inventory
  const format = formatOf(resourceClass)
  // As it was when the form was opened, or as the last refusal has told it.
  const [before, setBefore] = useState<InventoryWish>(inventory)
  const form = useForm({
    initialValues: {
      reserved: inventory.reserved as number | string,
      ratio: inventory.allocation_ratio as number | string,
    },
    validate: {
      reserved: (value) =>
        value !== '' && Number(value) >= 0 && Number(value) <= total
          ? null
          : t('Choose from 0 to {{most}}.', { most: formatNumber(total) }),
      ratio: (value) => (Number(value) >= 0.01 && Number(value) <= 1000 ? null : t('Choose from 0.01 to 1000.')),
    },
  })
  const save = useMutation({
    mutationFn: (wish: InventoryWish) => setInventory(bff, host, resourceClass, { before, wish }),
    onSuccess: onClose,
    onError: (error) => error instanceof InventoryChanged && setBefore(error.now),
    onSettled: () => refetchAfter(queryClient, { topic: 'host', id: host.id }),
  })
  const { reserved, ratio } = form.values
  const limit = Math.floor(limitOf({ total, reserved: Number(reserved), ratio: Number(ratio) }))
  return (
    <FormDialog
      title={t('{{resource}} of {{host}}', { resource: className(resourceClass), host: host.name })}
      opened
      onClose={onClose}
      onSubmit={form.onSubmit((values) =>
        save.mutate({ reserved: Number(values.reserved), allocation_ratio: Number(values.ratio) }),
      )}
      submitLabel={t('Save')}
      isPending={save.isPending}
      error={save.error}
    >
      <NumberInput
        label={t('Reserved')}
        description={t('Of {{total}}, kept for the host itself. It reports {{reported}}.', {
          total: format(total),
          reported: format(reportedReserved),
        })}
        suffix={unitOf(resourceClass)}
        data-autofocus
        min={0}
        max={total}
        allowDecimal={false}
        {...form.getInputProps('reserved')}
      />
      <NumberInput
        label={t('Allocation ratio')}
        description={t('How often the rest is promised to servers. The host reports {{reported}}.', {
          reported: formatNumber(reportedRatio),
        })}
        min={0.01}
        step={0.5}
        decimalScale={2}
        {...form.getInputProps('ratio')}
      />
      <Text size="sm">
        {t('{{limit}} can be promised, {{used}} are used.', { limit: format(limit), used: format(used) })}{' '}
        {used > limit && t('Its servers keep what they have; no more come until enough of them are gone.')}
      </Text>
      <Text size="sm" c="dimmed">
        {t(
          'What you set stays when the host reports again or the cloud is restarted. What equals its report follows it.',
        )}{' '}
        <Button
          variant="subtle"
          size="compact-xs"
          onClick={() => form.setValues({ reserved: reportedReserved, ratio: reportedRatio })}
        >
          {t('As the host reports')}
        </Button>
      </Text>
    </FormDialog>
  )
}

const units: Readonly<Record<string, string>> = { MEMORY_MB: ' MB', DISK_GB: ' GB' }

const unitOf = (resourceClass: string): string => units[resourceClass] ?? ''
