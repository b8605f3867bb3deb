/** Neutron's name for a fault, which some clients look at beside the status. */
export function faultType(kind: string, message: string): string {
  if (kind === 'not-found')
    return `${/^(Network|Subnet|Port|SecurityGroupRule|SecurityGroup|AvailabilityZone|TenantQuota)\b/.exec(message)?.[1] ?? 'Resource'}NotFound`
  if (kind === 'conflict') return conflictType(message)
  return typeOf[kind] ?? 'HTTPInternalServerError'
}

const conflictType = (message: string) => conflicts.find(([words]) => words.test(message))?.[1] ?? 'Conflict'

const conflicts: readonly (readonly [RegExp, string])[] = [
  [/^Quota exceeded/, 'OverQuota'],
  [/on network .* ports still in use/, 'NetworkInUse'],
  [/on subnet .* still in use/, 'SubnetInUse'],
  [/^Unable to reconfigure sharing settings/, 'InvalidSharedSetting'],
  [/^MAC address/, 'MacAddressInUse'],
  [/^Port .* in use/, 'PortInUse'],
  [/^No more IP addresses/, 'IpAddressGenerationFailure'],
]

const typeOf: Readonly<Record<string, string>> = {
  invalid: 'InvalidInput',
  'precondition-failed': 'RevisionNumberConstraintFailed',
  'over-quota': 'OverQuota',
  unauthorized: 'HTTPUnauthorized',
  forbidden: 'PolicyNotAuthorized',
  'too-large': 'HTTPRequestEntityTooLarge',
  'unsupported-media': 'HTTPUnsupportedMediaType',
  'not-implemented': 'HTTPNotImplemented',
  'method-not-allowed': 'HTTPMethodNotAllowed',
  unavailable: 'ServiceUnavailable',
}
