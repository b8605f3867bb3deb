import type { CloudClient } from '../cloud/cloud-client.ts'
import { requestFor, type ServerWish } from './server-wish.ts'

/** What the cloud says once about a wish that it took. */
export interface WishAnswer {
  /** The administrator's password that it made; it is never told again. */
  adminPassword: string | null
  /** The image that is being made of the server. */
  imageId: string | null
}

/** Asks the cloud for `wish`. */
export async function grantWish(cloud: CloudClient, serverPath: string, wish: ServerWish): Promise<WishAnswer> {
  const { path, request } = requestFor(wish)
  const answer = await cloud.send('compute', `${serverPath}${path}`, request)
  return answerIn(await answer.text())
}

interface ActionAnswer {
  adminPass?: string
  image_id?: string
  server?: { adminPass?: string }
}

function answerIn(text: string): WishAnswer {
  const answer = (text === '' ? {} : JSON.parse(text)) as ActionAnswer
  return { adminPassword: answer.adminPass ?? answer.server?.adminPass ?? null, imageId: answer.image_id ?? null }
}
