import { Button, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '#ui/i18n'
import { Section } from '#ui/section'
import { Status } from '#ui/status'
import { type Me, meQuery } from './me-query.ts'
import { SecondFactorForm } from './second-factor-form.tsx'
import { SecondFactorRemoval } from './second-factor-removal.tsx'

/** Whether a code is asked for after the password, and the way to change that. */
export function SecondFactorSection({ me }: { me: Me }) {
  const queryClient = useQueryClient()
  const [open, setOpen] = useState<'set-up' | 'removal' | null>(null)
  const { secondFactor } = me
  const isThere = secondFactor.isOn && secondFactor.hasSecret
  const close = () => setOpen(null)
  const closeWith = (next: Me['secondFactor']) => {
    queryClient.setQueryData(meQuery.queryKey, { ...me, secondFactor: next })
    close()
  }
  return (
    <Section title={t('Second factor')} beside={<NextStep factor={secondFactor} onOpen={setOpen} />}>
      <Status tone={isThere ? 'good' : 'idle'} word={isThere ? t('On') : t('Off')} />
      <Text size="sm" mt={4}>
        {explanation(secondFactor)}
      </Text>
      <SecondFactorForm me={me} opened={open === 'set-up'} onClose={close} onDone={closeWith} />
      <SecondFactorRemoval opened={open === 'removal'} onClose={close} onDone={closeWith} />
    </Section>
  )
}

interface NextStepProps {
  factor: Me['secondFactor']
  onOpen: (what: 'set-up' | 'removal') => void
}

function NextStep({ factor: { isOn, isDemanded, hasSecret, hasPassword }, onOpen }: NextStepProps) {
  if (!hasPassword) return null
  if (!(isOn && hasSecret))
    return (
      <Button variant="default" onClick={() => onOpen('set-up')}>
        {t('Set up')}
      </Button>
    )
  return isDemanded ? null : (
    <Button variant="default" onClick={() => onOpen('removal')}>
      {t('Remove')}
    </Button>
  )
}

function explanation({ isOn, isDemanded, hasSecret, hasPassword }: Me['secondFactor']): string {
  if (!hasPassword) return t('Your organization asks for its own when you sign in.')
  if (!(isOn && hasSecret))
    return t(
      'A code from an app on your phone, asked for after the password: whoever learns your password cannot sign in.',
    )
  return isDemanded
    ? t('You enter a code after your password. An administrator requires it.')
    : t('You enter a code after your password. Application credentials work without it.')
}
