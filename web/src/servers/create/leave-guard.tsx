import { useEffect } from 'react'
import { useBlocker } from 'react-router'
import { Confirm } from '#ui/confirm'
import { t } from '#ui/i18n'

/** Asks before a page is left on which something was filled in: `isFilled` is asked at that moment. */
export function LeaveGuard({ isFilled }: { isFilled: () => boolean }) {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => currentLocation.pathname !== nextLocation.pathname && isFilled(),
  )
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (isFilled()) event.preventDefault()
    }
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isFilled])
  return (
    <Confirm
      title={t('Leave without creating?')}
      submitLabel={t('Leave')}
      opened={blocker.state === 'blocked'}
      onClose={() => blocker.reset?.()}
      onConfirm={() => blocker.proceed?.()}
      isPending={false}
      error={null}
      isDangerous
    >
      {t('What you have filled in is lost.')}
    </Confirm>
  )
}
