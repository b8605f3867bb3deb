import { useEffect } from 'react'
import { useSearchParams } from 'react-router'
import { ErrorNotice } from '#ui/error-notice'
import { t } from '#ui/i18n'
import { newLink } from './console-frame.tsx'
import { VncScreen } from './vnc-screen.tsx'

/** The page of the console links that compute gives out. It requires no session: the link has a single-use token. */
export default function ConsoleLinkPage() {
  const [params] = useSearchParams()
  const token = params.get('token') ?? tokenOfSocket(params.get('path') ?? '')
  useEffect(() => {
    document.title = `${t('Console')} · Kilonova`
  }, [])
  return (
    <main className="page bare">
      <h1 className="visually-hidden">{t('Console')}</h1>
      {token ? (
        <VncScreen guest={unknownGuest} getToken={() => Promise.resolve(token)} isOnce />
      ) : (
        <ErrorNotice error={{ message: `${t('This link has no token.')} ${newLink()}` }} />
      )}
    </main>
  )
}

const unknownGuest = { name: t('the server'), isOnItsWay: false }

/** The token of a WebSocket's address, which noVNC's pages have under `path`. */
const tokenOfSocket = (path: string) => new URLSearchParams(path.slice(path.indexOf('?') + 1)).get('token')
