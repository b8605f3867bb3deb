import { type Fields, history, without } from '#platform/service/history'

/** What flavors looked like before. Newest first. */
export const flavorHistory = history([
  {
    since: '2.102',
    what: 'Flavors have no rxtx_factor and no disabled flag any more.',
    // A create body may still bring the factor before; the handler keeps it where it finds it.
    downgradeView: ({ kept, ...view }) => ({ ...view, ...(kept as Fields) }),
  },
  {
    since: '2.75',
    what: 'No swap is 0.',
    downgradeView: (view) => ({ ...view, ...('swap' in view && { swap: view['swap'] === 0 ? '' : view['swap'] }) }),
  },
  { since: '2.61', what: 'Flavors show their extra specs.', downgradeView: without('extra_specs') },
  {
    since: '2.55',
    what: 'Flavors have a description.',
    addsToRequest: ['description'],
    downgradeView: without('description'),
  },
])
