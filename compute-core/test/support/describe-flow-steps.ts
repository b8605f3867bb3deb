import { allFlows } from '#conductor/flows/all-flows'

/** Every flow with the names of its steps in their order, as `flow-steps.txt` has them. */
export const flowStepsText = (): string =>
  allFlows
    .map(({ slug, steps }) => `${slug}: ${steps.map(({ name }) => name).join(', ')}\n`)
    .toSorted()
    .join('')
