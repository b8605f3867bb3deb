import { Button, Group, Textarea } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useDebouncedValue } from '@mantine/hooks'
import { IconFileUpload } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { formatBytes } from '#ui/format'
import { t } from '#ui/i18n'
import type { CreateForm } from './create-form.ts'
import { encodedSize, kindOf, mostEncoded, problemIn, type UserDataKind, type UserDataProblem } from './user-data.ts'

const kinds: Readonly<Record<UserDataKind, string>> = {
  'cloud-config': t('Cloud-config'),
  script: t('Script'),
  mime: t('MIME message'),
  template: t('Template'),
  include: t('List of addresses'),
  unmarked: t('Cloud-config'),
  unknown: t('Not recognized: it begins with neither #cloud-config nor #!'),
}

/** User data, typed or from a file: how much of the room it takes, what the guest takes it for, and what is wrong with it. */
export function UserDataField({ form }: { form: UseFormReturnType<CreateForm> }) {
  const { userData } = form.getValues()
  const file = useRef<HTMLInputElement>(null)
  const [unreadable, setUnreadable] = useState<string | null>(null)
  const problem = useProblem(userData)
  const size = encodedSize(userData)
  const read = async (chosen: File) => {
    const text = await textOf(chosen)
    setUnreadable(text === null ? t('{{name}} is not a text file, or is too large.', { name: chosen.name }) : null)
    if (text !== null) form.setFieldValue('userData', text)
  }
  return (
    <div>
      <Textarea
        label={t('User data')}
        description={t('A script or cloud-config that the guest runs on its first boot')}
        autosize
        minRows={4}
        maxRows={14}
        spellCheck={false}
        classNames={{ input: 'mono' }}
        aria-describedby="user-data-notes"
        {...form.getInputProps('userData')}
        error={size > mostEncoded ? t('The user data is too large') : (form.errors['userData'] ?? null)}
      />
      <Group justify="space-between" align="flex-start" gap="xs" mt={4} wrap="nowrap">
        <div id="user-data-notes" className="choice-note">
          {userData !== '' && (
            <span className="nowrap">
              {t('{{used}} of {{limit}} used', { used: formatBytes(size), limit: formatBytes(mostEncoded + 1) })}
            </span>
          )}
          {userData !== '' && <span> · {kinds[kindOf(userData)]}</span>}
          <output className="choice-error">
            {problem && t('Line {{line}}: {{message}}', { line: problem.line, message: problem.message })}
            {unreadable}
          </output>
        </div>
        <Button
          variant="default"
          size="xs"
          flex="none"
          leftSection={<IconFileUpload size={14} aria-hidden />}
          onClick={() => file.current?.click()}
        >
          {t('From a file')}
        </Button>
        <input
          ref={file}
          type="file"
          hidden
          aria-label={t('User data file')}
          onChange={({ currentTarget }) => {
            const [chosen] = currentTarget.files ?? []
            if (chosen) void read(chosen)
            currentTarget.value = '' // the same file can be chosen again
          }}
        />
      </Group>
    </div>
  )
}

/** The text in a file; null if it is none, or more than a server can have. */
async function textOf(file: File): Promise<string | null> {
  if (file.size > mostEncoded) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer())
  } catch {
    return null
  }
}

/** What is wrong with cloud-config, once nobody types any more. */
function useProblem(userData: string): UserDataProblem | null {
  const [text] = useDebouncedValue(userData, 300)
  const [problem, setProblem] = useState<UserDataProblem | null>(null)
  useEffect(() => {
    let isCurrent = true
    const show = (found: UserDataProblem | null) => isCurrent && setProblem(found)
    // Without the library, which may not be loadable now, nothing is said.
    void (text.trim() === '' ? Promise.resolve(null) : problemIn(text)).then(show, () => show(null))
    return () => {
      isCurrent = false
    }
  }, [text])
  return problem
}
