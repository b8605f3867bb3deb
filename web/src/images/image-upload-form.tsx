import { FileInput, Group, NumberInput, Progress, Select, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDebouncedValue } from '@mantine/hooks'
import { IconFile } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { NamePicker } from '#shared/name-picker'
import { useBff } from '#shared/scope'
import { FormDialog } from '#ui/form-dialog'
import { formatBytes } from '#ui/format'
import { t } from '#ui/i18n'
import { detectFormat, diskFormats } from './disk-format.ts'
import { imageNameQuery } from './image-query.ts'
import { visibilitiesInOrder, visibilityWords } from './image-words.ts'
import { LeaveUpload } from './leave-upload.tsx'
import { useAsking } from './use-asking.ts'
import { useImageUpload, type ImageForm } from './use-image-upload.ts'

const empty: ImageForm = {
  file: null,
  name: '',
  diskFormat: 'qcow2',
  minDiskGb: 0,
  minRamMb: 0,
  visibility: 'private',
  ownerId: null,
}

/** Uploads a disk as an image. The dialog stays open and shows the progress. */
export function ImageUploadForm({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { isAdmin, projectId } = useAsking()
  const form = useForm<ImageForm>({
    initialValues: empty,
    validate: {
      file: (file) => (file ? (file.size > 0 ? null : t('This file is empty')) : t('Choose a file')),
      name: (name) => (name.trim() ? null : t('Give the image a name')),
      ownerId: (id) => (projectId === null && id === null ? t('Choose a project') : null),
    },
  })
  const upload = useImageUpload(() => {
    form.reset()
    onClose()
  })
  const close = () => {
    form.reset()
    upload.clearError()
    onClose()
  }
  const isBusy = upload.step.is !== 'idle'
  const [name] = useDebouncedValue(form.values.name.trim(), 300)
  const { data: isTaken = false } = useQuery(imageNameQuery(useBff(), opened ? name : ''))
  const chooseFile = async (file: File | null) => {
    form.setFieldValue('file', file)
    if (!file) return
    if (!form.getValues().name) form.setFieldValue('name', file.name.replace(/\.[^.]+$/, ''))
    form.setFieldValue('diskFormat', await detectFormat(file))
  }
  return (
    <>
      <LeaveUpload isUnderWay={isBusy} />
      <FormDialog
        title={t('Upload image')}
        opened={opened}
        onClose={close}
        onSubmit={form.onSubmit((values) => void upload.start(values))}
        submitLabel={t('Upload image')}
        isPending={isBusy}
        error={upload.error}
        stop={isBusy ? { label: t('Cancel upload'), onClick: upload.cancel } : undefined}
      >
        <FileInput
          label={t('File')}
          placeholder={t('Choose a disk image')}
          description={t('qcow2, raw, ISO, VMDK, VDI, VHD or VHDX')}
          leftSection={<IconFile size={16} aria-hidden />}
          data-autofocus
          disabled={isBusy}
          {...form.getInputProps('file')}
          onChange={(file) => void chooseFile(file)}
        />
        <TextInput
          label={t('Name')}
          autoComplete="off"
          disabled={isBusy}
          {...form.getInputProps('name')}
          {...(isTaken && !isBusy
            ? { description: t('There is an image of this name already. You will have both.') }
            : {})}
        />
        {projectId === null && (
          <NamePicker
            kind="project"
            label={t('Project')}
            id={form.values.ownerId}
            error={form.errors['ownerId']}
            onChange={(id) => form.setFieldValue('ownerId', id)}
          />
        )}
        <Select
          label={t('Format')}
          description={t('Detected from the file. Change it only if it is wrong.')}
          allowDeselect={false}
          data={[...diskFormats]}
          disabled={isBusy}
          {...form.getInputProps('diskFormat')}
        />
        <Group grow align="flex-end">
          <NumberInput
            label={t('Minimum disk (GB)')}
            min={0}
            allowDecimal={false}
            disabled={isBusy}
            {...form.getInputProps('minDiskGb')}
          />
          <NumberInput
            label={t('Minimum memory (MB)')}
            min={0}
            allowDecimal={false}
            disabled={isBusy}
            {...form.getInputProps('minRamMb')}
          />
        </Group>
        <Select
          label={t('Visibility')}
          allowDeselect={false}
          disabled={isBusy}
          description={visibilityWords[form.values.visibility].means}
          data={visibilitiesInOrder.map((value) => ({
            value,
            label:
              value === 'public' && !isAdmin
                ? t('{{visibility}} (administrators only)', { visibility: visibilityWords[value].word })
                : visibilityWords[value].word,
            disabled: value === 'public' && !isAdmin,
          }))}
          {...form.getInputProps('visibility')}
        />
        {isBusy && <UploadProgress step={upload.step} />}
      </FormDialog>
    </>
  )
}

function UploadProgress({ step }: { step: ReturnType<typeof useImageUpload>['step'] }) {
  if (step.is === 'idle') return null
  const percent = step.is === 'sending' ? (step.sentBytes / step.totalBytes) * 100 : 100
  return (
    <div>
      <Progress value={percent} animated={step.is === 'checking'} aria-label={t('Upload progress')} />
      <Text size="xs" c="dimmed" mt={4} component="output" display="block">
        {step.is === 'sending'
          ? t('{{sent}} of {{total}} ({{percent}} %)', {
              sent: formatBytes(step.sentBytes),
              total: formatBytes(step.totalBytes),
              percent: Math.floor(percent),
            })
          : t('Uploaded. Checking the image…')}
      </Text>
    </div>
  )
}
