import { SegmentedControl, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask, bff } from '#app/bff'
import { FormDialog } from '#ui/form-dialog'
import { keyPairsQuery } from './key-pair-query.ts'
import { PrivateKeyDialog } from './private-key-dialog.tsx'

interface KeyPairFormProps {
  opened: boolean
  onClose: () => void
  /** Told once the pair is there, and its private half has been seen. */
  onMade?: (name: string) => void
}

const empty = { name: '', source: 'make' as 'make' | 'import', publicKey: '' }

/** Makes a key pair, whose private half it then shows this once, or takes a public key that one has. */
export function KeyPairForm({ opened, onClose, onMade }: KeyPairFormProps) {
  const queryClient = useQueryClient()
  const [made, setMade] = useState<{ name: string; privateKey: string } | null>(null)
  const form = useForm({
    initialValues: empty,
    validate: {
      name: (name) => (/^[\w@. -]{1,255}$/.test(name.trim()) ? null : 'Use letters, digits, spaces and @ . _ -'),
      publicKey: (key, { source }) =>
        source === 'make' || /^(ssh-|ecdsa-|sk-)\S+ \S+/.test(key.trim())
          ? null
          : 'Paste the line of your .pub file: it begins with ssh-ed25519 or ssh-rsa',
    },
  })
  const save = useMutation({
    mutationFn: ({ name, source, publicKey }: typeof empty) =>
      ask(bff['key-pairs'].$post({ json: { name, ...(source === 'import' ? { publicKey: publicKey.trim() } : {}) } })),
    onSuccess: async ({ keyPair, privateKey }) => {
      if (privateKey) setMade({ name: keyPair.name, privateKey })
      close()
      await queryClient.invalidateQueries(keyPairsQuery)
      await queryClient.invalidateQueries({ queryKey: ['create-options'] })
      if (!privateKey) onMade?.(keyPair.name)
    },
  })
  const close = () => {
    form.reset()
    save.reset()
    onClose()
  }
  const { source } = form.getValues()
  return (
    <>
      <FormDialog
        title="Create key pair"
        opened={opened}
        onClose={close}
        onSubmit={form.onSubmit((values) => save.mutate(values))}
        submitLabel={source === 'make' ? 'Create key pair' : 'Import key pair'}
        isPending={save.isPending}
        error={save.error}
      >
        <SegmentedControl
          aria-label="Where the key comes from"
          data={[
            { value: 'make', label: 'Make a new pair' },
            { value: 'import', label: 'Import a public key' },
          ]}
          {...form.getInputProps('source')}
        />
        <TextInput label="Name" data-autofocus autoComplete="off" {...form.getInputProps('name')} />
        {source === 'make' ? (
          <Text size="sm" c="dimmed">
            The private half is shown once, right after this. The cloud does not keep it.
          </Text>
        ) : (
          <Textarea
            label="Public key"
            description="Usually the contents of ~/.ssh/id_ed25519.pub"
            autosize
            minRows={3}
            maxRows={8}
            spellCheck={false}
            classNames={{ input: 'mono' }}
            {...form.getInputProps('publicKey')}
          />
        )}
      </FormDialog>
      <PrivateKeyDialog
        made={made}
        onClose={() => {
          if (made) onMade?.(made.name)
          setMade(null)
        }}
      />
    </>
  )
}
