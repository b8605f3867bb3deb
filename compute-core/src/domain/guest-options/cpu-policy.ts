import { allCpus, cpuSet } from './cpu-set.ts'
import { oneOf, yesOrNo } from './parse.ts'
import { fromFlavor, fromImage, imageFirst } from './reconcile.ts'
import { property, refusal, spec, optionOf, type GuestOptionSource, type OptionText } from './option-text.ts'

const policies = oneOf('dedicated', 'shared', 'mixed')
const threadPolicies = oneOf('prefer', 'isolate', 'require')
const emulatorPolicies = oneOf('isolate', 'share')

/** Which of the guest's CPUs have a CPU of the host for themselves, and what else is promised to them. */
export interface CpuPolicy {
  policy: 'dedicated' | 'shared' | 'mixed'
  threadPolicy: 'prefer' | 'isolate' | 'require' | undefined
  /** Guest CPUs with a host CPU of their own. */
  dedicated: readonly number[]
  /** Guest CPUs that nothing on the host may interrupt. */
  realtime: readonly number[]
  emulatorThreads: 'isolate' | 'share' | undefined
}

/** What flavor and image say of it together: an image may ask for less than its flavor gives, never for more. */
export function readCpuPolicy(source: GuestOptionSource): CpuPolicy {
  refuseOwnClasses(source)
  const policy = policyOf(source)
  const threadPolicy = threadPolicyOf(source)
  const emulatorThreads = fromFlavor('hw:emulator_threads_policy', emulatorPolicies)(source)
  if (policy === 'shared') refusePromises(source)
  const realtime = realtimeOf(source)
  return { policy, threadPolicy, dedicated: dedicatedOf(source, policy, realtime), realtime, emulatorThreads }
}

function policyOf(source: GuestOptionSource): CpuPolicy['policy'] {
  const given = fromFlavor('hw:cpu_policy', policies)(source)
  const asked = fromImage('hw_cpu_policy', policies)(source)
  const option = property(source, 'hw_cpu_policy')
  const tooMuch = (given === 'shared' && asked !== 'shared') || (given === 'mixed' && asked === 'dedicated')
  if (option !== undefined && tooMuch)
    throw refusal(option, `the flavor's is ${given}. Pick a flavor that gives as much.`)
  return given ?? asked ?? 'shared'
}

function threadPolicyOf(source: GuestOptionSource): CpuPolicy['threadPolicy'] {
  const given = fromFlavor('hw:cpu_thread_policy', threadPolicies)(source)
  const asked = fromImage('hw_cpu_thread_policy', threadPolicies)(source)
  const option = property(source, 'hw_cpu_thread_policy')
  if (given === undefined || given === 'prefer') return asked ?? given
  if (option !== undefined && asked !== given) throw refusal(option, `the flavor's is ${given}: they must agree.`)
  return given
}

/** Promises that only CPUs of one's own can keep. */
function refusePromises(source: GuestOptionSource): void {
  const options = [
    spec(source, 'hw:cpu_thread_policy'),
    property(source, 'hw_cpu_thread_policy'),
    isolates(spec(source, 'hw:emulator_threads_policy')),
    isOn(spec(source, 'hw:cpu_realtime')),
  ]
  const broken = options.find((option) => option !== undefined)
  if (broken !== undefined) throw refusal(broken, 'that needs hw:cpu_policy=dedicated or mixed.')
}

function dedicatedOf(source: GuestOptionSource, policy: CpuPolicy['policy'], realtime: readonly number[]) {
  const { vcpus } = source.flavor
  const mask = spec(source, 'hw:cpu_dedicated_mask')
  if (mask !== undefined && policy !== 'mixed') throw refusal(mask, 'that needs hw:cpu_policy=mixed.')
  if (policy === 'shared') return []
  if (policy === 'dedicated') return allCpus(vcpus)
  const option = mask ?? optionOf(source, 'hw:cpu_policy', 'hw_cpu_policy')!
  const chosen = mask === undefined ? realtime : cpuSet(vcpus)(mask)
  if (chosen.length === 0 || chosen.length === vcpus)
    throw refusal(option, 'name some of the CPUs, not all and not none, in hw:cpu_dedicated_mask.')
  return chosen
}

function realtimeOf(source: GuestOptionSource): readonly number[] {
  const option = isOn(spec(source, 'hw:cpu_realtime'))
  const chosen = imageFirst('hw:cpu_realtime_mask', 'hw_cpu_realtime_mask', cpuSet(source.flavor.vcpus))(source)
  if (option === undefined) return []
  if (chosen === undefined && spec(source, 'hw:emulator_threads_policy') === undefined)
    throw refusal(option, 'leave a CPU for the rest with hw:cpu_realtime_mask, or set hw:emulator_threads_policy.')
  return chosen ?? allCpus(source.flavor.vcpus)
}

/** Whoever counts CPUs by resource class must not have them counted a second time by policy. */
function refuseOwnClasses(source: GuestOptionSource): void {
  const counted = spec(source, 'hw:cpu_policy') && (spec(source, 'resources:VCPU') ?? spec(source, 'resources:PCPU'))
  if (counted) throw refusal(counted, 'and the flavor has hw:cpu_policy as well: remove one of the two.')
  const trait = spec(source, 'hw:cpu_thread_policy') && spec(source, 'trait:HW_CPU_HYPERTHREADING')
  if (trait) throw refusal(trait, 'and the flavor has hw:cpu_thread_policy as well: remove one of the two.')
}

const isOn = (option: OptionText | undefined) => (option !== undefined && yesOrNo(option) ? option : undefined)
const isolates = (option: OptionText | undefined) => (option?.text === 'isolate' ? option : undefined)
