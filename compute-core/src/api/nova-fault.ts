import type { FaultEnvelope } from '#platform/http/openstack-app'

const names: Readonly<Record<number, string>> = {
  400: 'badRequest',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'itemNotFound',
  405: 'badMethod',
  409: 'conflictingRequest',
  413: 'overLimit',
  415: 'badMediaType',
  429: 'overLimit',
  501: 'notImplemented',
  503: 'serviceUnavailable',
}

/** A fault as Nova wraps it: under a name that goes with its status. */
export const novaFault: FaultEnvelope = ({ status, message, retryAfterSeconds }) => ({
  [names[status] ?? 'computeFault']: {
    code: status,
    message,
    ...(retryAfterSeconds !== undefined && { retryAfter: String(retryAfterSeconds) }),
  },
})
