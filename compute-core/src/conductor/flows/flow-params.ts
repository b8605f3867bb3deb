/**
 * What each flow is told. The types live in `store/server-wishes.ts`, where the API that writes a wish and the flow that reads it
 * both may look; `beginAction` and `beginCreate` in `store/begin-action.ts` are the only two ways to wish for one.
 */
export type {
  RequestedNetwork,
  ServerChangePasswordParams,
  ServerAttachInterfaceParams,
  ServerCreateParams,
  ServerDetachInterfaceParams,
  ServerFlowParams,
  ServerParams,
  ServerRebootParams,
  ServerResizeParams,
  ServerRebuildParams,
  ServerRescueParams,
  ServerBackupParams,
  ServerSnapshotParams,
  ServerUnshelveParams,
} from '#store/server-wishes'
