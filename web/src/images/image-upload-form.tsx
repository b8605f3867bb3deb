import { FileInput, Group, NumberInput, Progress, Select, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconFile } from '@tabler/icons-react'
import { useSession } from '#app/session-query'
import { FormDialog } from '#ui/form-dialog'
import { formatBytes } from '#ui/format'
import { detectFormat, diskFormats } from './disk-format.ts'
import { useImageUpload, type ImageWish } from './use-image-upload.ts'

const empty: ImageWish = { file: null, name: '', diskFormat: 'qcow2', minDiskGb: 0, minRamMb: 0, visibility: 'private' }

/** Uploads a disk as an image. While it is on its way the dialog stays and tells how far it got. */
export function ImageUploadForm({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const session = useSession()
  const form = useForm<ImageWish>({
    initialValues: empty,
    validate: {
      file: (file) => (file ? (file.size > 0 ? null : 'This file is empty') : 'Choose a file'),
      name: (name) => (name.trim() ? null : 'Give the image a name'),
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
  const chooseFile = async (file: File | null) => {
    form.setFieldValue('file', file)
    if (!file) return
    if (!form.getValues().name) form.setFieldValue('name', file.name.replace(/\.[^.]+$/, ''))
    form.setFieldValue('diskFormat', await detectFormat(file))
  }
  return (
    <FormDialog
      title="Upload image"
      opened={opened}
      onClose={close}
      onSubmit={form.onSubmit((values) => void upload.start(values))}
      submitLabel="Upload image"
      isPending={isBusy}
      error={upload.error}
      stop={isBusy ? { label: 'Cancel upload', onClick: upload.cancel } : undefined}
    >
      <FileInput
        label="File"
        placeholder="Choose a disk image"
        description="qcow2, raw, ISO, VMDK, VDI, VHD or VHDX"
        leftSection={<IconFile size={16} aria-hidden />}
        data-autofocus
        disabled={isBusy}
        {...form.getInputProps('file')}
        onChange={(file) => void chooseFile(file)}
      />
      <TextInput label="Name" autoComplete="off" disabled={isBusy} {...form.getInputProps('name')} />
      <Select
        label="Format"
        description="Found out from the file; change it only if you know better"
        allowDeselect={false}
        data={[...diskFormats]}
        disabled={isBusy}
        {...form.getInputProps('diskFormat')}
      />
      <Group grow align="flex-end">
        <NumberInput
          label="Least disk (GB)"
          min={0}
          allowDecimal={false}
          disabled={isBusy}
          {...form.getInputProps('minDiskGb')}
        />
        <NumberInput
          label="Least memory (MB)"
          min={0}
          allowDecimal={false}
          disabled={isBusy}
          {...form.getInputProps('minRamMb')}
        />
      </Group>
      <Select
        label="Who sees it"
        allowDeselect={false}
        disabled={isBusy}
        data={[
          { value: 'private', label: 'This project' },
          {
            value: 'public',
            label: session.isAdmin ? 'Everybody' : 'Everybody (administrators only)',
            disabled: !session.isAdmin,
          },
        ]}
        {...form.getInputProps('visibility')}
      />
      {isBusy && <UploadProgress step={upload.step} />}
    </FormDialog>
  )
}

function UploadProgress({ step }: { step: ReturnType<typeof useImageUpload>['step'] }) {
  if (step.is === 'idle') return null
  const percent = step.is === 'sending' ? (step.sentBytes / step.totalBytes) * 100 : 100
  return (
    <div>
      <Progress value={percent} animated={step.is === 'checking'} aria-label="Upload progress" />
      <Text size="xs" c="dimmed" mt={4} component="output" display="block">
        {step.is === 'sending'
          ? `${formatBytes(step.sentBytes)} of ${formatBytes(step.totalBytes)} (${Math.floor(percent)} %)`
          : 'All sent. The cloud is checking it…'}
      </Text>
    </div>
  )
}
