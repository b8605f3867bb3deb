import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { flowStepsText } from './describe-flow-steps.ts'

writeFileSync(join(import.meta.dirname, '../../src/conductor/flows/flow-steps.txt'), flowStepsText())
