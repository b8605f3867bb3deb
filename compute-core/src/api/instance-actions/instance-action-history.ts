import { type Fields, history, without } from '#platform/service/history'

const inEvents = (step: (event: Fields) => Fields) => (view: Fields) =>
  'events' in view ? { ...view, events: (view['events'] as Fields[]).map(step) } : view

/** What an action's record looked like before. Newest first. */
export const instanceActionHistory = history<{ seesEvents: boolean }>([
  { since: '2.84', what: 'Steps say what went wrong.', downgradeView: inEvents(without('details')) },
  { since: '2.62', what: 'Steps say where they ran.', downgradeView: inEvents(without('host', 'hostId')) },
  { since: '2.58', what: 'Actions say when they last moved.', downgradeView: without('updated_at') },
  {
    since: '2.51',
    what: 'Everybody who sees the action sees its steps.',
    downgradeView: (view, { seesEvents }) => (seesEvents ? view : without('events')(view)),
  },
])
