// Reasons that more than one line has.
const secondFactor = 'one-time passwords, and receipts for half a sign-in, are not built yet'
const domainConfiguration = 'domains have no back ends of their own to be configured'
const inheritance = 'grants that the projects below inherit are not built yet'
const policyBlobs = 'policies are files of the operator here, and deprecated in Keystone as resources'
const endpointFilter = 'every project has the whole catalog'
const unifiedLimits = 'each service keeps its own quotas'
const oauth1 = 'OAuth 1.0a is not built, and deprecated in Keystone'
const oauth2 = 'OAuth 2.0 is not built: programs sign in with application credentials'
const revocationEvents = 'tokens are looked up, so that nobody needs a list of the revoked'
const certificates = 'tokens are not signed, so that there are no certificates of theirs'
const federation = 'nobody signs in through another identity provider here'

/**
 * What the reference has and this cloud does not answer, each with its reason. The list only ever shrinks: whoever builds a route
 * takes its line off, and identity-service.test.ts fails until it is off.
 */
export const unansweredIdentity: Readonly<Record<string, string>> = {
  'GET /v3/auth/tokens/OS-PKI/revoked': 'removed for good: it answers 410',
  'DELETE /v3/domains/{domain_id}/config': domainConfiguration,
  'DELETE /v3/domains/{domain_id}/config/{group}': domainConfiguration,
  'DELETE /v3/domains/{domain_id}/config/{group}/{option}': domainConfiguration,
  'GET /v3/domains/config/default': domainConfiguration,
  'GET /v3/domains/config/{group}/default': domainConfiguration,
  'GET /v3/domains/config/{group}/{option}/default': domainConfiguration,
  'GET /v3/domains/{domain_id}/config': domainConfiguration,
  'GET /v3/domains/{domain_id}/config/{group}': domainConfiguration,
  'GET /v3/domains/{domain_id}/config/{group}/{option}': domainConfiguration,
  'PATCH /v3/domains/{domain_id}/config': domainConfiguration,
  'PATCH /v3/domains/{domain_id}/config/{group}': domainConfiguration,
  'PATCH /v3/domains/{domain_id}/config/{group}/{option}': domainConfiguration,
  'PUT /v3/domains/{domain_id}/config': domainConfiguration,
  'DELETE /v3/OS-INHERIT/domains/{domain_id}/groups/{group_id}/roles/{role_id}/inherited_to_projects': inheritance,
  'DELETE /v3/OS-INHERIT/domains/{domain_id}/users/{user_id}/roles/{role_id}/inherited_to_projects': inheritance,
  'DELETE /v3/OS-INHERIT/projects/{project_id}/groups/{group_id}/roles/{role_id}/inherited_to_projects': inheritance,
  'DELETE /v3/OS-INHERIT/projects/{project_id}/users/{user_id}/roles/{role_id}/inherited_to_projects': inheritance,
  'GET /v3/OS-INHERIT/domains/{domain_id}/groups/{group_id}/roles/inherited_to_projects': inheritance,
  'GET /v3/OS-INHERIT/domains/{domain_id}/users/{user_id}/roles/inherited_to_projects': inheritance,
  'HEAD /v3/OS-INHERIT/domains/{domain_id}/groups/{group_id}/roles/{role_id}/inherited_to_projects': inheritance,
  'HEAD /v3/OS-INHERIT/domains/{domain_id}/users/{user_id}/roles/{role_id}/inherited_to_projects': inheritance,
  'HEAD /v3/OS-INHERIT/projects/{project_id}/groups/{group_id}/roles/{role_id}/inherited_to_projects': inheritance,
  'HEAD /v3/OS-INHERIT/projects/{project_id}/users/{user_id}/roles/{role_id}/inherited_to_projects': inheritance,
  'PUT /v3/OS-INHERIT/domains/{domain_id}/groups/{group_id}/roles/{role_id}/inherited_to_projects': inheritance,
  'PUT /v3/OS-INHERIT/domains/{domain_id}/users/{user_id}/roles/{role_id}/inherited_to_projects': inheritance,
  'PUT /v3/OS-INHERIT/projects/{project_id}/groups/{group_id}/roles/{role_id}/inherited_to_projects': inheritance,
  'PUT /v3/OS-INHERIT/projects/{project_id}/users/{user_id}/roles/{role_id}/inherited_to_projects': inheritance,
  'DELETE /v3/policies/{policy_id}': policyBlobs,
  'DELETE /v3/policies/{policy_id}/OS-ENDPOINT-POLICY/endpoints/{endpoint_id}': policyBlobs,
  'DELETE /v3/policies/{policy_id}/OS-ENDPOINT-POLICY/services/{service_id}': policyBlobs,
  'DELETE /v3/policies/{policy_id}/OS-ENDPOINT-POLICY/services/{service_id}/regions/{region_id}': policyBlobs,
  'GET /v3/endpoints/{endpoint_id}/OS-ENDPOINT-POLICY/policy': policyBlobs,
  'GET /v3/policies': policyBlobs,
  'GET /v3/policies/{policy_id}': policyBlobs,
  'GET /v3/policies/{policy_id}/OS-ENDPOINT-POLICY/endpoints': policyBlobs,
  'GET /v3/policies/{policy_id}/OS-ENDPOINT-POLICY/endpoints/{endpoint_id}': policyBlobs,
  'GET /v3/policies/{policy_id}/OS-ENDPOINT-POLICY/policy': policyBlobs,
  'GET /v3/policies/{policy_id}/OS-ENDPOINT-POLICY/services/{service_id}': policyBlobs,
  'GET /v3/policies/{policy_id}/OS-ENDPOINT-POLICY/services/{service_id}/regions/{region_id}': policyBlobs,
  'HEAD /v3/policies/{policy_id}/OS-ENDPOINT-POLICY/policy': policyBlobs,
  'PATCH /v3/policies/{policy_id}': policyBlobs,
  'POST /v3/policies': policyBlobs,
  'PUT /v3/policies/{policy_id}/OS-ENDPOINT-POLICY/endpoints/{endpoint_id}': policyBlobs,
  'PUT /v3/policies/{policy_id}/OS-ENDPOINT-POLICY/services/{service_id}': policyBlobs,
  'PUT /v3/policies/{policy_id}/OS-ENDPOINT-POLICY/services/{service_id}/regions/{region_id}': policyBlobs,
  'DELETE /v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}': endpointFilter,
  'DELETE /v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}/projects/{project_id}': endpointFilter,
  'DELETE /v3/OS-EP-FILTER/projects/{project_id}/endpoints/{endpoint_id}': endpointFilter,
  'GET /v3/OS-EP-FILTER/endpoint_groups': endpointFilter,
  'GET /v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}': endpointFilter,
  'GET /v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}/endpoints': endpointFilter,
  'GET /v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}/projects': endpointFilter,
  'GET /v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}/projects/{project_id}': endpointFilter,
  'GET /v3/OS-EP-FILTER/endpoints/{endpoint_id}/projects': endpointFilter,
  'GET /v3/OS-EP-FILTER/projects/{project_id}/endpoint_groups': endpointFilter,
  'GET /v3/OS-EP-FILTER/projects/{project_id}/endpoints': endpointFilter,
  'HEAD /v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}': endpointFilter,
  'HEAD /v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}/projects/{project_id}': endpointFilter,
  'HEAD /v3/OS-EP-FILTER/projects/{project_id}/endpoints/{endpoint_id}': endpointFilter,
  'PATCH /v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}': endpointFilter,
  'POST /v3/OS-EP-FILTER/endpoint_groups': endpointFilter,
  'PUT /v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}/projects/{project_id}': endpointFilter,
  'PUT /v3/OS-EP-FILTER/projects/{project_id}/endpoints/{endpoint_id}': endpointFilter,
  'DELETE /v3/limits/{limit_id}': unifiedLimits,
  'DELETE /v3/registered_limits/{registered_limit_id}': unifiedLimits,
  'GET /v3/limits': unifiedLimits,
  'GET /v3/limits/model': unifiedLimits,
  'GET /v3/limits/{limit_id}': unifiedLimits,
  'GET /v3/registered_limits': unifiedLimits,
  'GET /v3/registered_limits/{registered_limit_id}': unifiedLimits,
  'PATCH /v3/limits/{limit_id}': unifiedLimits,
  'PATCH /v3/registered_limits/{registered_limit_id}': unifiedLimits,
  'POST /v3/limits': unifiedLimits,
  'POST /v3/registered_limits': unifiedLimits,
  'DELETE /v3/OS-OAUTH1/consumers/{consumer_id}': oauth1,
  'DELETE /v3/users/{user_id}/OS-OAUTH1/access_tokens/{access_token_id}': oauth1,
  'GET /v3/OS-OAUTH1/consumers': oauth1,
  'GET /v3/OS-OAUTH1/consumers/{consumer_id}': oauth1,
  'GET /v3/users/{user_id}/OS-OAUTH1/access_tokens': oauth1,
  'GET /v3/users/{user_id}/OS-OAUTH1/access_tokens/{access_token_id}': oauth1,
  'GET /v3/users/{user_id}/OS-OAUTH1/access_tokens/{access_token_id}/roles': oauth1,
  'GET /v3/users/{user_id}/OS-OAUTH1/access_tokens/{access_token_id}/roles/{role_id}': oauth1,
  'PATCH /v3/OS-OAUTH1/consumers/{consumer_id}': oauth1,
  'POST /v3/OS-OAUTH1/access_token': oauth1,
  'POST /v3/OS-OAUTH1/consumers': oauth1,
  'POST /v3/OS-OAUTH1/request_token': oauth1,
  'PUT /v3/OS-OAUTH1/authorize/{request_token_id}': oauth1,
  'POST /identity/v3/OS-OAUTH2/token': oauth2,
  'GET /v3/OS-REVOKE/events': revocationEvents,
  'GET /v3/OS-SIMPLE-CERT/ca': certificates,
  'GET /v3/OS-SIMPLE-CERT/certificates': certificates,
  'DELETE /v3/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}': federation,
  'DELETE /v3/OS-FEDERATION/identity_providers/{id}': federation,
  'DELETE /v3/OS-FEDERATION/mappings/{id}': federation,
  'DELETE /v3/OS-FEDERATION/service_providers/{id}': federation,
  'GET /v3/OS-FEDERATION/domains': federation,
  'GET /v3/OS-FEDERATION/identity_providers': federation,
  'GET /v3/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}': federation,
  'GET /v3/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/auth': federation,
  'GET /v3/OS-FEDERATION/identity_providers/{id}': federation,
  'GET /v3/OS-FEDERATION/identity_providers/{id}/protocols': federation,
  'GET /v3/OS-FEDERATION/mappings': federation,
  'GET /v3/OS-FEDERATION/mappings/{id}': federation,
  'GET /v3/OS-FEDERATION/projects': federation,
  'GET /v3/OS-FEDERATION/saml2/metadata': federation,
  'GET /v3/OS-FEDERATION/service_providers': federation,
  'GET /v3/OS-FEDERATION/service_providers/{id}': federation,
  'GET /v3/auth/OS-FEDERATION/identity_providers/{idp_id}/protocol/{protocol_id}/websso?origin=https%3A//horizon.example.com':
    federation,
  'GET /v3/auth/OS-FEDERATION/websso/{protocol_id}?origin=https%3A//horizon.example.com': federation,
  'PATCH /v3/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}': federation,
  'PATCH /v3/OS-FEDERATION/identity_providers/{id}': federation,
  'PATCH /v3/OS-FEDERATION/mappings/{id}': federation,
  'PATCH /v3/OS-FEDERATION/service_providers/{id}': federation,
  'POST /v3/auth/OS-FEDERATION/saml2': federation,
  'POST /v3/auth/OS-FEDERATION/saml2/ecp': federation,
  'PUT /v3/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}': federation,
  'PUT /v3/OS-FEDERATION/identity_providers/{id}': federation,
  'PUT /v3/OS-FEDERATION/mappings/{id}': federation,
  'PUT /v3/OS-FEDERATION/service_providers/{id}': federation,
}

/** Ways to sign in that are refused, as the reference names them, each with its reason. This list only shrinks. */
export const refusedSignIns: Readonly<Record<string, string>> = {
  'Multi-Step authentication (2-Factor Password and TOTP example)': secondFactor,
  'Authenticate with Identity API': oauth1,
  Example: federation,
}

/** Request samples that are refused, with the status and why. This list only shrinks. */
export const refusedIdentitySamples: Readonly<Record<string, readonly [status: number, because: string]>> = {}

/** Samples that nothing can be compared with, and why. This list only shrinks. */
export const unusableIdentitySamples: Readonly<Record<string, string>> = {
  'OS-TRUST/trust-auth-trust-response.json': 'the tokens that Keystone itself issues have no links and no email',
  'admin/domain-specific-role-create-request.json': 'it is no JSON: a comma is missing',
  'admin/project-tags-update-response.json': 'it is a list of projects, where the fields of the route say tags',
}
