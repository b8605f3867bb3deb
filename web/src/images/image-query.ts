import { queryOptions } from '@tanstack/react-query'
import { ask, bff } from '#app/bff'

/** Every image that the project sees. */
export const imagesQuery = queryOptions({
  queryKey: ['images'],
  queryFn: () => ask(bff.images.$get()),
  refetchInterval: ({ state }) =>
    state.data?.images.some(({ status }) => status === 'saving' || status === 'importing') ? 3_000 : false,
})
