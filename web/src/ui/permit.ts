import { createContext, useContext } from 'react'

/** What it takes to use a control: one policy rule, or several, all of which it takes. */
export type Needs = string | readonly string[]

/** Says why the person may not do what `needs` stands for; nothing where they may. */
export type Permit = (needs: Needs) => string | undefined

const PermitContext = createContext<Permit | null>(null)

const nothingRefused: Permit = () => undefined

/** The permits of the controls in it; null while they are not known, when controls are as their pages say. */
export const PermitProvider = PermitContext.Provider

interface Control {
  needs?: Needs | undefined
  refusal?: string | undefined
}

/** Finds why this person may not do what policy rules stand for, for what is no control of its own. */
export const useRefusalBy = (): Permit => useContext(PermitContext) ?? nothingRefused

/** Whether this person may do what `needs` stands for, for what is shown only to those who may: not before it is known. */
export function useIsPermitted(): (needs: Needs) => boolean {
  const permit = useContext(PermitContext)
  return (needs) => permit !== null && permit(needs) === undefined
}

/** Finds why a control cannot be used now: the person may not, or else what the control itself says. */
export function useRefusalOf(): (control: Control) => string | undefined {
  const permit = useRefusalBy()
  return ({ needs, refusal }) => (needs === undefined ? undefined : permit(needs)) ?? refusal
}
