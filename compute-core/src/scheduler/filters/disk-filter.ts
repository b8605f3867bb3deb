import { diskGbOf } from '../host-request.ts'
import { gbInWords } from './amount-words.ts'
import { stockFilter } from './stock-filter.ts'

/** Keeps the hosts with enough disk left for the flavor's root, ephemeral and swap disks. */
export const diskFilter = stockFilter({
  name: 'DiskFilter',
  what: 'of disk',
  words: gbInWords,
  stock: (host) => host.diskGb,
  needed: diskGbOf,
})
