import { saidOf } from '../host-aggregates.ts'
import { fits, rejects, type HostFilter } from '../host-filter.ts'

/** Keeps the hosts whose aggregates name, for each property that they and the image have, the image's value. */
export const aggregateImagePropertiesFilter: HostFilter = {
  name: 'AggregateImagePropertiesIsolation',
  check({ aggregates }, { imageProperties }) {
    for (const [key, values] of aggregates.imageValues) {
      const has = imageProperties[key]
      if (has !== undefined && has !== '' && !values.has(has))
        return rejects(
          `takes images with ${key} ${saidOf(aggregates, key)}, not ${has}`,
          `takes no images with ${key} ${has}`,
        )
    }
    return fits
  },
}
