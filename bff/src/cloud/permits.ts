import { type CloudClient, serviceNames } from './cloud-client.ts'
import { Refusal } from './refusal.ts'

interface Answer {
  refused: Record<string, string>
}

/** A service that does not answer just now refuses by itself what is asked of it: pages go on without its reasons. */
function nothingIfRefused(error: unknown): Answer {
  if (error instanceof Refusal) return { refused: {} }
  throw error
}

/** The policy rules of all services that `token` does not pass, each with who does, by the policies in force. */
export async function readRefused(cloud: CloudClient, token: string): Promise<Readonly<Record<string, string>>> {
  const request = { headers: { 'x-auth-token': token }, isAboutService: true }
  const answers = await Promise.all(
    serviceNames.map((service) => cloud.read<Answer>(service, '/permits.json', request).catch(nothingIfRefused)),
  )
  return Object.assign({}, ...answers.map(({ refused }) => refused)) as Record<string, string>
}
