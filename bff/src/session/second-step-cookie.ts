import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { BffEnv } from '../request/bff-env.ts'

/** What was shown by somebody who has to enter a code as well: identity's receipt for it. */
export interface SecondStep {
  userId: string
  receipt: string
  expiresAt: string
}

const cookieName = 'kilonova_second_step'
const path = '/bff/session'

/** Keeps a receipt in the browser, out of reach of scripts, while the person looks for the code. */
export function writeSecondStep(c: Context<BffEnv>, step: SecondStep): void {
  setCookie(c, cookieName, c.var.seal.close(JSON.stringify({ kind: 'second-step', ...step })), {
    path,
    httpOnly: true,
    sameSite: 'Strict',
    secure: new URL(c.var.deps.publicUrl ?? c.req.url).protocol === 'https:',
    expires: new Date(step.expiresAt),
  })
}

/** The receipt in the request's cookie; undefined without one, and for one that is over or not ours. */
export function readSecondStep(c: Context<BffEnv>): SecondStep | undefined {
  const sealed = getCookie(c, cookieName)
  if (!sealed) return undefined
  try {
    const step = JSON.parse(c.var.seal.open(sealed)) as SecondStep & { kind?: string }
    return step.kind === 'second-step' && Date.parse(step.expiresAt) > Date.now() ? step : undefined
  } catch {
    return undefined // forged, or sealed with an older key
  }
}

/** Deletes the receipt. */
export const dropSecondStep = (c: Context<BffEnv>): void => void deleteCookie(c, cookieName, { path })
