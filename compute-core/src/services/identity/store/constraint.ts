import { conflict, notFound, type CloudError } from '#platform/errors'

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined

/** The answer of `write`, or a conflict that names what exists already where a unique constraint refuses it. */
export async function orDuplicate<Result>(write: Promise<Result>, what: string, name: string): Promise<Result> {
  return orRefusal(write, '23505', () => conflict(`A ${what} named ${name} exists already.`, 'Choose another name.'))
}

/** The answer of `write`, or `not-found` where a foreign key refuses it. */
export async function orUnknown<Result>(write: Promise<Result>, what: string, id: string): Promise<Result> {
  return orRefusal(write, '23503', () => notFound(what, id))
}

/** The answer of `write`, or `refusal` where the region that it names is not there. */
export const orUnknownRegion = <Result>(write: Promise<Result>, refusal: () => CloudError): Promise<Result> =>
  orRefusal(write, '23503', refusal)

async function orRefusal<Result>(write: Promise<Result>, code: string, refusal: () => CloudError): Promise<Result> {
  try {
    return await write
  } catch (error) {
    throw codeOf(error) === code ? refusal() : error
  }
}
