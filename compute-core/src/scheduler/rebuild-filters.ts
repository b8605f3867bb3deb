import { aggregateImagePropertiesFilter } from './filters/aggregate-image-properties-filter.ts'
import { imagePropertiesFilter } from './filters/image-properties-filter.ts'
import type { HostFilter } from './host-filter.ts'

/** The filters that a server's own host is asked again when it gets another image: the server has its room there already. */
export const rebuildFilters: readonly HostFilter[] = [imagePropertiesFilter, aggregateImagePropertiesFilter]
