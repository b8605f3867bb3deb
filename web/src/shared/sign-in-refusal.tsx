import { useEffect, useState } from 'react'
import { ErrorNotice } from '#ui/error-notice'
import { formatDuration } from '#ui/format'
import { t } from '#ui/i18n'
import type { RefusalError } from './bff.ts'

/** Why a sign-in was refused; after too many of them, how long one has to wait, counted down. */
export function SignInRefusal({ error }: { error: RefusalError | null }) {
  if (!error) return null
  // A cloud that is busy or has lost its database says when to come back as well: that is nobody's failed sign-in.
  return error.status === 429 ? <Wait error={error} /> : <ErrorNotice error={error} />
}

function Wait({ error: { retryAfterSeconds = 0, requestId } }: { error: RefusalError }) {
  const [endMs] = useState(() => Date.now() + retryAfterSeconds * 1000)
  const [leftMs, setLeftMs] = useState(retryAfterSeconds * 1000)
  useEffect(() => {
    const timer = setInterval(() => setLeftMs(endMs - Date.now()), 1000)
    return () => clearInterval(timer)
  }, [endMs])
  const message =
    leftMs > 0
      ? t('Too many failed sign-ins from here. Try again in {{time}}.', { time: formatDuration(leftMs) })
      : t('You can try again now.')
  return <ErrorNotice error={{ message, requestId }} />
}
