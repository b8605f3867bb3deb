import type { NewKeyPairView } from '@kilonova/compute-core/api/key-pairs/key-pair-schema'
import { FileButton, Button, Group, SegmentedControl, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconFileUpload } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { api } from './api.ts'
import { refetchAfter } from './changes.ts'
import { canMakeKeys, makeKeyPair, readPublicKey } from './openssh-key.ts'
import { PrivateKeyDialog } from './private-key-dialog.tsx'
import { useBff } from './scope.tsx'
import { useFingerprint } from './use-fingerprint.ts'

interface KeyPairFormProps {
  opened: boolean
  onClose: () => void
  /** Called once the key pair exists and its private key has been shown. */
  onCreated?: (name: string) => void
}

/** A key pair that the cloud made itself shows its private key this once. */
interface Made {
  keypair: NewKeyPairView & { private_key?: string }
}

/** The newest microversion in which the cloud makes keys; since 2.92 it only imports them. */
const makingVersion = { 'openstack-api-version': 'compute 2.91' }

const empty = { name: '', source: 'generate' as 'generate' | 'import', publicKey: '' }

/** Makes a key pair in the browser and shows its private key once, or imports a public key. */
export function KeyPairForm({ opened, onClose, onCreated }: KeyPairFormProps) {
  const queryClient = useQueryClient()
  const bff = useBff()
  const [generated, setGenerated] = useState<{ name: string; privateKey: string } | null>(null)
  const form = useForm({
    initialValues: empty,
    validate: {
      name: (name) => (/^[\w@. -]{1,255}$/.test(name.trim()) ? null : t('Use letters, digits, spaces and @ . _ -')),
      publicKey: (key, { source }) =>
        source === 'generate' || /^(ssh-|ecdsa-|sk-)\S+ \S+/.test(key.trim())
          ? null
          : t('Paste the contents of your .pub file. It begins with ssh-ed25519 or ssh-rsa.'),
    },
  })
  const save = useMutation({
    mutationFn: async ({ name, source, publicKey }: typeof empty) => {
      const made = source === 'generate' && canMakeKeys() ? await makeKeyPair(name.trim()) : null
      const known = source === 'import' ? publicKey.trim() : made?.publicKey
      const { keypair } = await api(bff).read<Made>('compute', '/os-keypairs', {
        method: 'POST',
        json: { keypair: { name: name.trim(), type: 'ssh', ...(known ? { public_key: known } : {}) } },
        ...(known ? {} : { headers: makingVersion }),
      })
      return { name: keypair.name, privateKey: made?.privateKey ?? keypair.private_key }
    },
    onSuccess: async ({ name, privateKey }) => {
      if (privateKey) setGenerated({ name, privateKey })
      close()
      await refetchAfter(queryClient, { topic: 'key-pair' })
      if (!privateKey) onCreated?.(name)
    },
  })
  const close = () => {
    form.reset()
    save.reset()
    onClose()
  }
  const { source, name, publicKey } = form.getValues()
  const readFile = async (file: File | null) => {
    if (!file) return
    form.setFieldValue('publicKey', (await file.text()).trim())
    if (name === '') form.setFieldValue('name', file.name.replace(/\.pub$/, ''))
  }
  return (
    <>
      <FormDialog
        title={t('Create key pair')}
        opened={opened}
        onClose={close}
        onSubmit={form.onSubmit((values) => save.mutate(values))}
        submitLabel={source === 'generate' ? t('Create key pair') : t('Import key pair')}
        isPending={save.isPending}
        error={save.error}
      >
        <SegmentedControl
          aria-label={t('Key source')}
          data={[
            { value: 'generate', label: t('Generate a key pair') },
            { value: 'import', label: t('Import a public key') },
          ]}
          {...form.getInputProps('source')}
        />
        <TextInput label={t('Name')} data-autofocus autoComplete="off" {...form.getInputProps('name')} />
        {source === 'generate' ? (
          <Text size="sm" c="dimmed">
            {canMakeKeys()
              ? t('This browser makes the pair. The private key never leaves it, and is shown only once.')
              : t(
                  'This page was opened over plain http, where browsers do not make keys: the cloud makes the pair, sends the private key once and does not keep it. Import a public key to keep the private one to yourself.',
                )}
          </Text>
        ) : (
          <>
            <Textarea
              label={t('Public key')}
              description={t('Usually the contents of ~/.ssh/id_ed25519.pub')}
              autosize
              minRows={3}
              maxRows={8}
              spellCheck={false}
              classNames={{ input: 'mono' }}
              {...form.getInputProps('publicKey')}
            />
            <Group justify="space-between" align="flex-start" wrap="nowrap">
              <PublicKeyPreview line={publicKey} />
              <FileButton onChange={(file) => void readFile(file)} accept=".pub,text/plain">
                {(props) => (
                  <Button
                    {...props}
                    variant="default"
                    size="xs"
                    flex="none"
                    leftSection={<IconFileUpload size={14} aria-hidden />}
                  >
                    {t('Choose a file')}
                  </Button>
                )}
              </FileButton>
            </Group>
          </>
        )}
      </FormDialog>
      <PrivateKeyDialog
        generated={generated}
        onClose={() => {
          if (generated) onCreated?.(generated.name)
          setGenerated(null)
        }}
      />
    </>
  )
}

/** The type and the fingerprint of a public key, once it is one. */
function PublicKeyPreview({ line }: { line: string }) {
  const key = readPublicKey(line)
  const fingerprint = useFingerprint(line)
  return (
    <Text size="sm" c="dimmed" component="output" className="break">
      {key && [key.type, fingerprint, key.comment].filter(Boolean).join(' · ')}
    </Text>
  )
}
