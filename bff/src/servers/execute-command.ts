import type { CloudClient } from '../cloud/cloud-client.ts'
import { requestFor, type ServerCommand } from '../resources/server-command.ts'

/** What compute returns for an accepted command, once. */
export interface CommandResult {
  /** The administrator's password that was generated; it cannot be read again. */
  adminPassword: string | null
  /** The image that is being created from the server. */
  imageId: string | null
}

/** Sends `command` to compute. */
export async function executeCommand(
  cloud: CloudClient,
  serverPath: string,
  command: ServerCommand,
): Promise<CommandResult> {
  const { path, request } = requestFor(command)
  const response = await cloud.send('compute', `${serverPath}${path}`, request)
  return resultIn(await response.text())
}

interface ActionResponse {
  adminPass?: string
  image_id?: string
  server?: { adminPass?: string }
}

function resultIn(text: string): CommandResult {
  const response = (text === '' ? {} : JSON.parse(text)) as ActionResponse
  return { adminPassword: response.adminPass ?? response.server?.adminPass ?? null, imageId: response.image_id ?? null }
}
