/** What a machine is given so that it can join: how it knows the cloud that it means, and how that cloud knows that it may. */
export interface JoinTokenParts {
  /** Of the cloud's authority. */
  fingerprint: string
  secret: string
}

/** A token as it is typed; it begins with a letter, so that no program takes it for an option. */
export const writeJoinToken = ({ fingerprint, secret }: JoinTokenParts): string => `kn.${fingerprint}.${secret}`

/** The parts of a token that was typed; undefined for what is none, or not all of one. */
export function readJoinToken(text: string): JoinTokenParts | undefined {
  const [, fingerprint, secret] = /^kn\.([\w-]{43})\.([\w-]{43})$/.exec(text.trim()) ?? []
  return fingerprint === undefined || secret === undefined ? undefined : { fingerprint, secret }
}
