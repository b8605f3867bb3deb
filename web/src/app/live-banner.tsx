import { IconCloudOff, IconEyeOff } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useSyncExternalStore } from 'react'
import { RefusalError } from '#shared/bff'
import { useLiveState } from '#shared/live-state'
import { Banner } from '#ui/banner'
import { t } from '#ui/i18n'

/** Says above a page that what it shows may be out of date: the cloud cannot be reached, or the person may not see it any more. */
export function LiveBanner() {
  const isUnreachable = useLiveState() === 'unreachable'
  const isLost = useLostSight()
  return (
    <output>
      {isUnreachable && (
        <Banner
          icon={<IconCloudOff size={18} />}
          text={t('The cloud cannot be reached. What you see may be out of date. Trying again…')}
        />
      )}
      {!isUnreachable && isLost && (
        <Banner
          icon={<IconEyeOff size={18} />}
          text={t('You may not see this any more. What is shown here is from before.')}
        />
      )}
    </output>
  )
}

/** Whether something on the screen was refused when it was read again. */
function useLostSight(): boolean {
  const cache = useQueryClient().getQueryCache()
  const isLost = useCallback(
    () =>
      cache
        .getAll()
        .some((query) => query.state.data !== undefined && query.isActive() && isRefusedNow(query.state.error)),
    [cache],
  )
  return useSyncExternalStore(
    useCallback((listener) => cache.subscribe(listener), [cache]),
    isLost,
  )
}

const isRefusedNow = (error: unknown): boolean => error instanceof RefusalError && error.status === 403
