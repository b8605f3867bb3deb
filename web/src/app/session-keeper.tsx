import { Button, Group, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useRef } from 'react'
import { call, personBff, type SessionView } from '#shared/bff'
import { cloudNowMs, sessionChannel, sessionIsOver, sessionQuery, tellTabs } from '#shared/session'
import { formatTime } from '#ui/format'
import { t } from '#ui/i18n'
import { hideNotice, showNotice } from '#ui/notices'
import { isNearEnd, nextStep } from './session-times.ts'

const noticeId = 'session-ends'

/**
 * Renews the session while the person is at work, warns before one ends that nobody works in, and says when it is over. Tabs tell each
 * other: what one has renewed, all know.
 */
export function SessionKeeper({ session }: { session: SessionView }) {
  const queryClient = useQueryClient()
  const lastActive = useRef(0)
  const { expiresAt } = session
  // A tab that asks to sign in again hears that somebody has, beside it.
  const announce = useEffectEvent(() => tellTabs(expiresAt))
  useEffect(() => announce(), [])
  useEffect(() => {
    lastActive.current ||= cloudNowMs() // a page that was just opened was opened by somebody
    const channel = new BroadcastChannel(sessionChannel)
    const isNow = (next: string) => {
      hideNotice(noticeId)
      queryClient.setQueryData(sessionQuery.queryKey, (known) => known && { ...known, expiresAt: next })
    }
    const expiresMs = Date.parse(expiresAt)
    let lastRenewal = cloudNowMs()
    let isLongest = false
    const renew = async () => {
      const renewed = await call(personBff.session.renewal.$post()).catch(() => undefined)
      if (!renewed) return
      if (renewed.isRenewed) {
        isNow(renewed.expiresAt)
        return tellTabs(renewed.expiresAt)
      }
      isLongest = isNearEnd({ nowMs: cloudNowMs(), expiresMs })
      look()
    }
    const look = () => {
      const step = nextStep({
        nowMs: cloudNowMs(),
        expiresMs,
        lastActiveMs: lastActive.current,
        lastRenewalMs: lastRenewal,
        isLongest,
      })
      if (step === 'over') return sessionIsOver(true)
      if (step === 'warn of the end') return warn(expiresAt)
      if (step === 'warn') return warn(expiresAt, () => void renew())
      if (step !== 'renew') return
      lastRenewal = cloudNowMs()
      void renew()
    }
    const active = () => (lastActive.current = cloudNowMs())
    channel.addEventListener('message', ({ data }) => isNow(String(data)))
    for (const event of ['pointerdown', 'keydown'] as const) window.addEventListener(event, active, { passive: true })
    const timer = setInterval(look, 10_000)
    document.addEventListener('visibilitychange', look)
    return () => {
      channel.close()
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
      for (const event of ['pointerdown', 'keydown'] as const) window.removeEventListener(event, active)
    }
  }, [expiresAt, queryClient])
  return null
}

/** Says when the session ends; `stay` puts that off, where it can be. */
function warn(expiresAt: string, stay?: () => void): void {
  const time = formatTime(new Date(expiresAt))
  showNotice({
    id: noticeId, // shown again and again, it is one notice
    autoClose: false,
    role: 'status',
    title: t('You will be signed out at {{time}}', { time }),
    message: stay ? (
      <Group gap="sm" mt={4}>
        <Text size="sm">{t('Nothing has been done here for a while.')}</Text>
        <Button size="xs" onClick={stay}>
          {t('Stay signed in')}
        </Button>
      </Group>
    ) : (
      t('A session lasts some hours, however much is done in it. Sign in again then: what is filled in here stays.')
    ),
  })
}
