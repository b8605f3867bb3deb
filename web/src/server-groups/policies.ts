import type { ServerGroup } from '#app/bff'

/** What each policy promises, in the words of somebody who has to choose one. */
export const policies: readonly { value: ServerGroup['policy']; label: string; promise: string }[] = [
  {
    value: 'anti-affinity',
    label: 'Apart',
    promise: 'Each on a host of its own. A server that finds none is not created.',
  },
  {
    value: 'soft-anti-affinity',
    label: 'Apart where possible',
    promise: 'Spread as far as there are hosts; some share one where there are too few.',
  },
  {
    value: 'affinity',
    label: 'Together',
    promise: 'All on the same host. A server for which there is no room is not created.',
  },
  {
    value: 'soft-affinity',
    label: 'Together where possible',
    promise: 'On the same host as long as there is room; then on another.',
  },
]
