import { queryOptions } from '@tanstack/react-query'
import { ask, bff } from '#app/bff'

/** The person's key pairs. */
export const keyPairsQuery = queryOptions({ queryKey: ['key-pairs'], queryFn: () => ask(bff['key-pairs'].$get()) })
