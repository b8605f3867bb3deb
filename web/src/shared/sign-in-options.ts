import type { InferResponseType } from 'hono/client'
import { useEffect, useState } from 'react'
import { call, personBff } from './bff.ts'

/** How this cloud is called, and by what people sign in to it. */
export type SignInOptions = InferResponseType<typeof personBff.session.options.$get, 200>

let asked: Promise<SignInOptions> | undefined
let known: SignInOptions | undefined

/** Asked for once a page, and again where that failed: they are the same for everybody, until the cloud starts anew. */
function ask(): Promise<SignInOptions> {
  asked ??= call(personBff.session.options.$get())
  asked.then(
    (options) => (known = options),
    () => (asked = undefined),
  )
  return asked
}

/** The options, once they are known. The sign-in page is small because this needs no library for queries. */
export function useSignInOptions(): SignInOptions | undefined {
  const [options, setOptions] = useState(known)
  useEffect(() => {
    if (options) return
    let isGone = false
    // Without them one signs in by name and password, as in a cloud that has nothing else.
    ask().then(
      (answer) => isGone || setOptions(answer),
      () => undefined,
    )
    return () => {
      isGone = true
    }
  }, [options])
  return options
}
