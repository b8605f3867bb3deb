import type { Database } from '#platform/db/database'
import type { PlacementService } from './placement-service.ts'
import { claim, consumers, release, whereabouts } from './store/claims.ts'
import { joinAggregate, leaveAggregate } from './store/provider-aggregates.ts'
import { providers } from './store/provider-usage.ts'
import { provide } from './store/provide.ts'
import { putBack, setAside } from './store/set-aside.ts'
import { withdraw } from './store/withdraw.ts'

/** Placement over PostgreSQL. */
export const placementService = (db: Database): PlacementService => ({
  provide: (provider) => provide(db, provider),
  withdraw: (trx, providerId) => withdraw(trx, providerId),
  joinAggregate: (trx, providerId, uuid) => joinAggregate(trx, providerId, uuid),
  leaveAggregate: (trx, providerId, uuid) => leaveAggregate(trx, providerId, uuid),
  candidates: (resources, requiredTraits = []) => providers(db, { resources, requiredTraits }),
  providers: (anyOf) => providers(db, { anyOf }),
  claim: (wanted) => claim(db, wanted),
  release: (consumerId) => release(db, consumerId),
  setAside: (consumerId, under) => setAside(db, consumerId, under),
  putBack: (consumerId, from) => putBack(db, consumerId, from),
  whereabouts: (consumerIds) => whereabouts(db, consumerIds),
  consumers: () => consumers(db),
})
