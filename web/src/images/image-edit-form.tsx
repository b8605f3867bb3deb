import type { ImageView } from '@kilonova/compute-core/services/image/api/image-view'
import { Group, NumberInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import { useBff } from '#shared/scope'
import { changedFields } from '#ui/changed-fields'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { TagsEditor } from '#ui/tags-editor'
import { attributeChanges, changeImage } from './image-changes.ts'

interface ImageEditFormProps {
  image: ImageView
  opened: boolean
  onClose: () => void
}

const editable = ({ name, min_disk, min_ram, tags }: ImageView) => ({ name: name ?? '', min_disk, min_ram, tags })

/** Changes what an image is called and what it asks of flavors. Only what was changed here is sent. */
export function ImageEditForm({ image, opened, onClose }: ImageEditFormProps) {
  const bff = useBff()
  const queryClient = useQueryClient()
  // As it was when the form was opened: what somebody else changes meanwhile stays.
  const [before] = useState(() => editable(image))
  const form = useForm({
    initialValues: before,
    validate: {
      name: (name) => (name.trim() ? null : t('Give the image a name')),
      min_disk: wholeNumberProblem,
      min_ram: wholeNumberProblem,
    },
  })
  const save = useMutation({
    mutationFn: (values: typeof before) =>
      changeImage(bff, queryClient, image.id, attributeChanges(before, changedFields(before, values))),
    onSuccess: onClose,
  })
  return (
    <FormDialog
      title={t('Edit image')}
      opened={opened}
      onClose={onClose}
      onSubmit={form.onSubmit((values) => save.mutate(values))}
      submitLabel={t('Save')}
      isPending={save.isPending}
      error={save.error}
    >
      <TextInput label={t('Name')} autoComplete="off" maxLength={255} data-autofocus {...form.getInputProps('name')} />
      <Group grow align="flex-start">
        <NumberInput
          label={t('Minimum disk (GB)')}
          description={t('Flavors with less are not offered.')}
          min={0}
          allowDecimal={false}
          {...form.getInputProps('min_disk')}
        />
        <NumberInput
          label={t('Minimum memory (MB)')}
          description={t('Flavors with less are not offered.')}
          min={0}
          allowDecimal={false}
          {...form.getInputProps('min_ram')}
        />
      </Group>
      <Suspense fallback={null}>
        <TagsEditor label={t('Tags')} value={form.values.tags} onChange={(tags) => form.setFieldValue('tags', tags)} />
      </Suspense>
    </FormDialog>
  )
}

/** A number input that was emptied has the value ''. */
const wholeNumberProblem = (value: number | string) =>
  Number.isInteger(value) && Number(value) >= 0 ? null : t('Enter a whole number, 0 for none')
