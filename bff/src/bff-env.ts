import type { Duplex } from 'node:stream'
import type { Log } from '@kilonova/compute-core/platform/log'
import type { Seal } from '@kilonova/compute-core/platform/seal'
import type { CloudClient } from './cloud/cloud-client.ts'
import type { Session } from './session/session.ts'

/** Something changed: `topic` says what kind, `subjectId` which one, `projectId` whose (null: nobody's in particular). */
export interface CloudEvent {
  topic: string
  subjectId: string
  projectId: string | null
}

/** What the bff needs of the cloud in its process. */
export interface Cloud {
  /** The OpenStack APIs, at /identity/v3 /compute/v2.1 /image/v2 /network/v2.0. */
  fetch(request: Request): Promise<Response> | Response
  events: { subscribe(listener: (event: CloudEvent) => void): () => void }
  /** Consumes a single-use console token and opens the stream that it stands for, a screen or a serial port; undefined for one that is used or expired. */
  openConsole(token: string): Promise<Duplex | undefined>
  health(): Promise<{ ready: boolean; missing: string[] }>
}

/** What `bffApp` is made of. */
export interface BffDeps {
  cloud: Cloud
  /** The folder of the built dashboard. */
  webDist: string
  /** 32 bytes that seal the session cookie; the same in every process of one cloud. */
  cookieKey: Buffer
  log: Log
}

/** What the routes find in their context. */
export interface BffEnv {
  Variables: {
    deps: BffDeps
    seal: Seal
    nonce: string
    session: Session
    /** The public APIs, with the caller's own token. */
    cloud: CloudClient
  }
}
