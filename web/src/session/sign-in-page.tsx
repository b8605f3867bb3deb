import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearchParams } from 'react-router'
import { ask, bff } from '#app/bff'
import { paths, safeBack } from '#app/paths'
import { lastProject, rememberProject, sessionQuery } from '#app/session-query'
import { ErrorNotice } from '#ui/error-notice'
import { useFirstFocus } from '#ui/use-first-focus'
import { Doorway } from './doorway.tsx'

export default function SignInPage() {
  const [params] = useSearchParams()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const form = useForm({
    initialValues: { name: '', password: '' },
    validate: {
      name: (name) => (name.trim() ? null : 'Type your user name'),
      password: (password) => (password ? null : 'Type your password'),
    },
  })
  const nameField = useFirstFocus()
  const signIn = useMutation({
    mutationFn: ({ name, password }: { name: string; password: string }) => {
      const projectId = lastProject()
      return ask(bff.session.$post({ json: { name, password, ...(projectId ? { projectId } : {}) } }))
    },
    onSuccess: async (session) => {
      queryClient.clear() // what somebody else saw in this browser is not this person's
      queryClient.setQueryData(sessionQuery.queryKey, session)
      const back = safeBack(params.get('back'))
      if (session.project) rememberProject(session.project.id)
      await navigate(session.project ? back : paths.chooseProject(back), { replace: true })
    },
  })
  return (
    <Doorway title="Sign in">
      <form onSubmit={form.onSubmit((values) => signIn.mutate(values))} noValidate>
        <Stack>
          <TextInput label="User name" autoComplete="username" ref={nameField} {...form.getInputProps('name')} />
          <PasswordInput label="Password" autoComplete="current-password" {...form.getInputProps('password')} />
          {signIn.error && <ErrorNotice error={signIn.error} />}
          <Button type="submit" loading={signIn.isPending} fullWidth>
            Sign in
          </Button>
        </Stack>
      </form>
    </Doorway>
  )
}
