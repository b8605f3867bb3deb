import { useEffect } from 'react'
import { Confirm } from '#ui/confirm'
import { t } from '#ui/i18n'
import { useLeaveBlocker } from '#ui/use-leave-blocker'

/** Asks before the page is left while an upload is under way: leaving cancels it. */
export function LeaveUpload({ isUnderWay }: { isUnderWay: boolean }) {
  const blocker = useLeaveBlocker(
    ({ currentLocation, nextLocation }) => isUnderWay && currentLocation.pathname !== nextLocation.pathname,
  )
  useEffect(() => {
    if (!isUnderWay) return undefined
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isUnderWay])
  return (
    <Confirm
      title={t('Cancel the upload?')}
      opened={blocker.state === 'blocked'}
      onClose={() => blocker.reset?.()}
      onConfirm={() => blocker.proceed?.()}
      submitLabel={t('Leave and cancel')}
      isPending={false}
      error={null}
      isDangerous
    >
      {t('The upload ends when you leave this page. Nothing of it is kept.')}
    </Confirm>
  )
}
