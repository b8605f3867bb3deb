import { Title } from '@mantine/core'
import { useEffect } from 'react'
import { useSearchParams } from 'react-router'
import { ErrorNotice } from '#ui/error-notice'
import { VncScreen } from './vnc-screen.tsx'

/** Where the address leads that compute gives for a console: it needs no sign-in, the token in it is good once. */
export default function ConsoleLinkPage() {
  const [params] = useSearchParams()
  const token = params.get('token')
  useEffect(() => {
    document.title = 'Console · Kilonova'
  }, [])
  return (
    <main style={{ padding: 16, maxWidth: 1280, margin: '0 auto' }}>
      <Title order={1} size="h3" mb="md">
        Console
      </Title>
      {token ? (
        <VncScreen name="the server" getToken={() => Promise.resolve(token)} />
      ) : (
        <ErrorNotice
          error={{
            message:
              'This address has no token. Ask compute for a new one: openstack console url show --novnc <server>',
          }}
        />
      )}
    </main>
  )
}
