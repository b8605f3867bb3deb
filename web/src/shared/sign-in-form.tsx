import { Button, InputBase, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { t } from '#ui/i18n'
import { useFirstFocus } from '#ui/use-first-focus'
import { call, personBff, type RefusalError, type SessionView } from './bff.ts'
import { isPasscode, PasscodeInput, plainPasscode } from './passcode-input.tsx'
import { type SignInOptions, useSignInOptions } from './sign-in-options.ts'
import { SignInRefusal } from './sign-in-refusal.tsx'

interface SignInFormProps {
  /** Who is expected; what stands in the name's field first. */
  name?: string
  onSignedIn: (session: SessionView) => Promise<void> | void
}

/**
 * Asks for name and password, and for a code where there is a second factor, until the cloud accepts them. The sign-in page is small
 * because this needs no library for forms.
 */
export function SignInForm({ name = '', onSignedIn }: SignInFormProps) {
  const [asksPasscode, setAsksPasscode] = useState(false)
  if (asksPasscode) return <PasscodeStep onSignedIn={onSignedIn} onBack={() => setAsksPasscode(false)} />
  return <PasswordStep name={name} onSignedIn={onSignedIn} onPasscode={() => setAsksPasscode(true)} />
}

/** Sends what a form holds, and keeps why that was refused. */
function useSubmit(send: (fields: FormData) => Promise<void>) {
  const [refusal, setRefusal] = useState<RefusalError | null>(null)
  const [isBusy, setBusy] = useState(false)
  async function submit(fields: FormData) {
    setBusy(true)
    setRefusal(null)
    try {
      await send(fields)
    } catch (error) {
      setRefusal(error as RefusalError)
    } finally {
      setBusy(false)
    }
  }
  return { submit, refusal, isBusy }
}

interface PasswordStepProps extends Required<SignInFormProps> {
  onPasscode: () => void
}

function PasswordStep({ name, onSignedIn, onPasscode }: PasswordStepProps) {
  const first = useFirstFocus()
  const options = useSignInOptions()
  const [missing, setMissing] = useState<Partial<Record<'name' | 'password' | 'domain', string>>>({})
  const { submit, refusal, isBusy } = useSubmit(async (fields) => {
    const [given, password, domain] = ['name', 'password', 'domain'].map((field) => textOf(fields, field))
    const json = { name: given!, password: password!, ...(domain && { domain: domain.trim() }) }
    const answer = await call(personBff.session.$post({ json }))
    if (domain) localStorage.setItem(domainKey, domain.trim())
    if ('asksPasscode' in answer) onPasscode()
    else await onSignedIn(answer)
  })
  function check(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    const next = {
      ...(textOf(fields, 'name').trim() ? {} : { name: t('Enter your user name') }),
      ...(textOf(fields, 'password') ? {} : { password: t('Enter your password') }),
      ...(!options?.asksDomain || textOf(fields, 'domain').trim() ? {} : { domain: t('Enter your domain') }),
    }
    setMissing(next)
    if (Object.keys(next).length === 0) void submit(fields)
  }
  return (
    <form onSubmit={check} noValidate>
      <Stack>
        <TextInput
          label={t('User name')}
          name="name"
          defaultValue={name}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          error={missing.name}
          {...(name ? {} : { ref: first })}
        />
        <PasswordInput
          label={t('Password')}
          name="password"
          autoComplete="current-password"
          error={missing.password}
          {...(name ? { ref: first } : {})}
        />
        {options?.asksDomain && <DomainField domains={options.domains} error={missing.domain} />}
        <SignInRefusal error={refusal} />
        <Button type="submit" loading={isBusy} fullWidth>
          {t('Sign in')}
        </Button>
      </Stack>
    </form>
  )
}

function DomainField({ domains, error }: { domains: SignInOptions['domains']; error: string | undefined }) {
  const last = localStorage.getItem(domainKey) ?? 'Default'
  const field = { label: t('Domain'), name: 'domain', error, defaultValue: last }
  return domains ? (
    // A select of the browser's own: Mantine's brings the styles of a menu along.
    <InputBase {...field} component="select" classNames={{ input: 'plain-select' }}>
      {domains.map((domain) => (
        <option key={domain}>{domain}</option>
      ))}
    </InputBase>
  ) : (
    <TextInput {...field} autoCapitalize="none" spellCheck={false} />
  )
}

interface PasscodeStepProps {
  onSignedIn: SignInFormProps['onSignedIn']
  onBack: () => void
}

function PasscodeStep({ onSignedIn, onBack }: PasscodeStepProps) {
  const first = useFirstFocus()
  const [passcode, setPasscode] = useState('')
  const [error, setError] = useState<string | null>(null)
  const { submit, refusal, isBusy } = useSubmit(async () => {
    // The next code is another one, whatever becomes of this one.
    setPasscode('')
    await onSignedIn(await call(personBff.session.passcode.$post({ json: { passcode: plainPasscode(passcode) } })))
  })
  function check(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const wrong = isPasscode(passcode)
    setError(wrong)
    if (wrong === null) void submit(new FormData())
  }
  return (
    <form onSubmit={check} noValidate>
      <Stack>
        <Text size="sm">{t('Enter the code that your authenticator app shows now.')}</Text>
        <PasscodeInput
          w="100%"
          ref={first}
          value={passcode}
          onChange={(event) => setPasscode(event.currentTarget.value)}
          error={error}
        />
        <SignInRefusal error={refusal} />
        <Button type="submit" loading={isBusy} fullWidth>
          {t('Sign in')}
        </Button>
        <Button variant="subtle" size="xs" onClick={onBack}>
          {t('Start again')}
        </Button>
      </Stack>
    </form>
  )
}

const textOf = (fields: FormData, name: string): string => String(fields.get(name) ?? '')

/** Under which the domain is kept that was last signed in to from this browser. */
const domainKey = 'kilonova.domain'
