import type { Server } from './server.ts'

/** What a rebuild changes of a server; what is left out stays. */
export type RebuildChanges = Partial<
  Pick<
    Server,
    | 'name'
    | 'description'
    | 'hostname'
    | 'imageId'
    | 'imageProperties'
    | 'keyName'
    | 'keyData'
    | 'metadata'
    | 'userData'
    | 'accessIpV4'
    | 'accessIpV6'
    | 'diskConfig'
    | 'trustedCerts'
  >
>
