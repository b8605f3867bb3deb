import type { Flow } from '#platform/flow/define-flow'
import type { Conductor } from '../conductor.ts'
import { serverCreate } from './server-create.ts'
import { serverDelete } from './server-delete.ts'
import { serverReboot } from './server-reboot.ts'
import { serverStart } from './server-start.ts'
import { serverStop } from './server-stop.ts'

/** Every flow that the conductor carries out. */
export const allFlows: readonly Flow<Conductor>[] = [serverCreate, serverDelete, serverStart, serverStop, serverReboot]
