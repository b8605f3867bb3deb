/** Why more than one line of the reference is not answered. */
const reasons = {
  routers: 'routers are not built yet',
  floating: 'addresses that float are not built yet',
  groups: 'the network service has only the group default yet',
  pools: 'subnets take their range from the request, not from a pool',
  addressGroups: 'address groups are for rules of security groups, which are not built yet',
  sharing: 'networks are shared with everybody or nobody yet',
  bindings: 'compute binds ports: they are bound once, and moved when the server moves',
  agents: 'the service has no agents of its own: those of compute do this work',
  qos: 'the quality of service of a port is not limited yet',
  trunks: 'a port carries one network: there are no trunks yet',
  segments: 'networks have no segments that an operator cuts: each is its own tunnel',
  bgp: 'this cloud speaks no BGP',
  vpn: 'there is no VPN service in this cloud',
  firewall: 'there is no firewall service in this cloud beside security groups',
  chains: 'there is no service function chaining in this cloud',
  taps: 'there is no service that mirrors what goes over a port',
  metering: 'there is no service that meters traffic',
  logs: 'packets are not logged in this cloud',
  localAddresses: 'an address lives on one network: there are none that many hosts answer to',
  ipv6: 'IPv6 is not offered yet',
  flavors: 'there is one way to make each thing: the service has no flavors and no providers to pick from',
  topology: 'a network on demand is made with a server, not asked for by itself',
}

/** The lines by their reason. */
const lines: Readonly<Record<keyof typeof reasons, string>> = {
  routers: `
    GET /v2.0/agents/{agent_id}/l3-routers
    POST /v2.0/agents/{agent_id}/l3-routers
    DELETE /v2.0/agents/{agent_id}/l3-routers/{router_id}
    POST /v2.0/routers
    DELETE /v2.0/routers/{router_id}
    GET /v2.0/routers/{router_id}
    PUT /v2.0/routers/{router_id}
    PUT /v2.0/routers/{router_id}/add_external_gateways
    PUT /v2.0/routers/{router_id}/add_extraroutes
    PUT /v2.0/routers/{router_id}/add_router_interface
    GET /v2.0/routers/{router_id}/conntrack_helpers
    POST /v2.0/routers/{router_id}/conntrack_helpers
    DELETE /v2.0/routers/{router_id}/conntrack_helpers/{conntrack_helper_id}
    GET /v2.0/routers/{router_id}/conntrack_helpers/{conntrack_helper_id}
    PUT /v2.0/routers/{router_id}/conntrack_helpers/{conntrack_helper_id}
    GET /v2.0/routers/{router_id}/l3-agents
    PUT /v2.0/routers/{router_id}/remove_external_gateways
    PUT /v2.0/routers/{router_id}/remove_extraroutes
    PUT /v2.0/routers/{router_id}/remove_router_interface
    PUT /v2.0/routers/{router_id}/update_external_gateways
  `,
  floating: `
    GET /v2.0/floatingip_pools
    POST /v2.0/floatingips
    DELETE /v2.0/floatingips/{floatingip_id}
    GET /v2.0/floatingips/{floatingip_id}
    PUT /v2.0/floatingips/{floatingip_id}
    GET /v2.0/floatingips/{floatingip_id}/port_forwardings
    POST /v2.0/floatingips/{floatingip_id}/port_forwardings
    DELETE /v2.0/floatingips/{floatingip_id}/port_forwardings/{port_forwarding_id}
    GET /v2.0/floatingips/{floatingip_id}/port_forwardings/{port_forwarding_id}
    PUT /v2.0/floatingips/{floatingip_id}/port_forwardings/{port_forwarding_id}
  `,
  groups: `
    GET /v2.0/default-security-group-rules
    POST /v2.0/default-security-group-rules
    DELETE /v2.0/default-security-group-rules/{default_security_group_rule_id}
    GET /v2.0/default-security-group-rules/{default_security_group_rule_id}
    POST /v2.0/security-group-rules
    DELETE /v2.0/security-group-rules/{security_group_rule_id}
    POST /v2.0/security-groups
    GET /v2.0/security-groups-default-statefulness
    POST /v2.0/security-groups-default-statefulness
    DELETE /v2.0/security-groups-default-statefulness/{security_groups_default_statefulness_id}
    GET /v2.0/security-groups-default-statefulness/{security_groups_default_statefulness_id}
    PUT /v2.0/security-groups-default-statefulness/{security_groups_default_statefulness_id}
    DELETE /v2.0/security-groups/{security_group_id}
    PUT /v2.0/security-groups/{security_group_id}
  `,
  pools: `
    GET /v2.0/address-scopes
    POST /v2.0/address-scopes
    DELETE /v2.0/address-scopes/{address_scope_id}
    GET /v2.0/address-scopes/{address_scope_id}
    PUT /v2.0/address-scopes/{address_scope_id}
    GET /v2.0/subnetpools
    POST /v2.0/subnetpools
    DELETE /v2.0/subnetpools/{subnetpool_id}
    GET /v2.0/subnetpools/{subnetpool_id}
    PUT /v2.0/subnetpools/{subnetpool_id}
    PUT /v2.0/subnetpools/{subnetpool_id}/add_prefixes
    PUT /v2.0/subnetpools/{subnetpool_id}/onboard_network_subnets
    PUT /v2.0/subnetpools/{subnetpool_id}/remove_prefixes
  `,
  addressGroups: `
    GET /v2.0/address-groups
    POST /v2.0/address-groups
    DELETE /v2.0/address-groups/{address_group_id}
    GET /v2.0/address-groups/{address_group_id}
    PUT /v2.0/address-groups/{address_group_id}
    PUT /v2.0/address-groups/{address_group_id}/add_addresses
    PUT /v2.0/address-groups/{address_group_id}/remove_addresses
  `,
  sharing: `
    GET /v2.0/rbac-policies
    POST /v2.0/rbac-policies
    DELETE /v2.0/rbac-policies/{rbac_policy_id}
    GET /v2.0/rbac-policies/{rbac_policy_id}
    PUT /v2.0/rbac-policies/{rbac_policy_id}
  `,
  bindings: `
    GET /v2.0/ports/{port_id}/bindings
    POST /v2.0/ports/{port_id}/bindings/
    DELETE /v2.0/ports/{port_id}/bindings/{host}
    PUT /v2.0/ports/{port_id}/bindings/{host}/activate
  `,
  agents: `
    DELETE /v2.0/agents/{agent_id}
    GET /v2.0/agents/{agent_id}
    PUT /v2.0/agents/{agent_id}
    GET /v2.0/agents/{agent_id}/dhcp-networks
    POST /v2.0/agents/{agent_id}/dhcp-networks
    DELETE /v2.0/agents/{agent_id}/dhcp-networks/{network_id}
    POST /v2.0/agents/{bgp-agent-id}/bgp-drinstances
    DELETE /v2.0/agents/{bgp-agent-id}/bgp-drinstances/{bgp-speaker-id}
    GET /v2.0/agents/{bgp-dragent-id}/bgp-drinstances
    GET /v2.0/networks/{network_id}/dhcp-agents
  `,
  qos: `
    DELETE /v2.0/qos/alias_bandwidth_limit_rules/{rule_id}
    GET /v2.0/qos/alias_bandwidth_limit_rules/{rule_id}
    PUT /v2.0/qos/alias_bandwidth_limit_rules/{rule_id}
    DELETE /v2.0/qos/alias_dscp_marking_rules/{dscp_rule_id}
    GET /v2.0/qos/alias_dscp_marking_rules/{dscp_rule_id}
    PUT /v2.0/qos/alias_dscp_marking_rules/{dscp_rule_id}
    DELETE /v2.0/qos/alias_minimum_bandwidth_rules/{rule_id}
    GET /v2.0/qos/alias_minimum_bandwidth_rules/{rule_id}
    PUT /v2.0/qos/alias_minimum_bandwidth_rules/{rule_id}
    DELETE /v2.0/qos/alias_minimum_packet_rate_rules/{rule_id}
    GET /v2.0/qos/alias_minimum_packet_rate_rules/{rule_id}
    PUT /v2.0/qos/alias_minimum_packet_rate_rules/{rule_id}
    GET /v2.0/qos/policies
    POST /v2.0/qos/policies
    DELETE /v2.0/qos/policies/{policy_id}
    GET /v2.0/qos/policies/{policy_id}
    PUT /v2.0/qos/policies/{policy_id}
    GET /v2.0/qos/policies/{policy_id}/bandwidth_limit_rules
    POST /v2.0/qos/policies/{policy_id}/bandwidth_limit_rules
    DELETE /v2.0/qos/policies/{policy_id}/bandwidth_limit_rules/{rule_id}
    GET /v2.0/qos/policies/{policy_id}/bandwidth_limit_rules/{rule_id}
    PUT /v2.0/qos/policies/{policy_id}/bandwidth_limit_rules/{rule_id}
    GET /v2.0/qos/policies/{policy_id}/dscp_marking_rules
    POST /v2.0/qos/policies/{policy_id}/dscp_marking_rules
    DELETE /v2.0/qos/policies/{policy_id}/dscp_marking_rules/{dscp_rule_id}
    GET /v2.0/qos/policies/{policy_id}/dscp_marking_rules/{dscp_rule_id}
    PUT /v2.0/qos/policies/{policy_id}/dscp_marking_rules/{dscp_rule_id}
    GET /v2.0/qos/policies/{policy_id}/minimum_bandwidth_rules
    POST /v2.0/qos/policies/{policy_id}/minimum_bandwidth_rules
    DELETE /v2.0/qos/policies/{policy_id}/minimum_bandwidth_rules/{rule_id}
    GET /v2.0/qos/policies/{policy_id}/minimum_bandwidth_rules/{rule_id}
    PUT /v2.0/qos/policies/{policy_id}/minimum_bandwidth_rules/{rule_id}
    GET /v2.0/qos/policies/{policy_id}/minimum_packet_rate_rules
    POST /v2.0/qos/policies/{policy_id}/minimum_packet_rate_rules
    DELETE /v2.0/qos/policies/{policy_id}/minimum_packet_rate_rules/{rule_id}
    GET /v2.0/qos/policies/{policy_id}/minimum_packet_rate_rules/{rule_id}
    PUT /v2.0/qos/policies/{policy_id}/minimum_packet_rate_rules/{rule_id}
    GET /v2.0/qos/policies/{policy_id}/packet_rate_limit_rules
    POST /v2.0/qos/policies/{policy_id}/packet_rate_limit_rules
    DELETE /v2.0/qos/policies/{policy_id}/packet_rate_limit_rules/{rule_id}
    GET /v2.0/qos/policies/{policy_id}/packet_rate_limit_rules/{rule_id}
    PUT /v2.0/qos/policies/{policy_id}/packet_rate_limit_rules/{rule_id}
    GET /v2.0/qos/rule-types
    GET /v2.0/qos/rule-types/{rule_type}
  `,
  trunks: `
    GET /v2.0/trunks
    POST /v2.0/trunks
    DELETE /v2.0/trunks/{trunk_id}
    GET /v2.0/trunks/{trunk_id}
    PUT /v2.0/trunks/{trunk_id}
    PUT /v2.0/trunks/{trunk_id}/add_subports
    GET /v2.0/trunks/{trunk_id}/get_subports
    PUT /v2.0/trunks/{trunk_id}/remove_subports
  `,
  segments: `
    GET /v2.0/network_segment_ranges
    POST /v2.0/network_segment_ranges
    DELETE /v2.0/network_segment_ranges/{network_segment_range_id}
    GET /v2.0/network_segment_ranges/{network_segment_range_id}
    PUT /v2.0/network_segment_ranges/{network_segment_range_id}
    GET /v2.0/segments
    POST /v2.0/segments
    DELETE /v2.0/segments/{segment_id}
    GET /v2.0/segments/{segment_id}
    PUT /v2.0/segments/{segment_id}
  `,
  bgp: `
    GET /v2.0/bgp-peers
    POST /v2.0/bgp-peers
    DELETE /v2.0/bgp-peers/{bgp-peer-id}
    GET /v2.0/bgp-peers/{bgp-peer-id}
    PUT /v2.0/bgp-peers/{bgp-peer-id}
    GET /v2.0/bgp-speakers
    POST /v2.0/bgp-speakers
    DELETE /v2.0/bgp-speakers/{bgp-speaker-id}
    GET /v2.0/bgp-speakers/{bgp-speaker-id}
    PUT /v2.0/bgp-speakers/{bgp-speaker-id}
    PUT /v2.0/bgp-speakers/{bgp-speaker-id}/add_bgp_peer
    PUT /v2.0/bgp-speakers/{bgp-speaker-id}/add_gateway_network
    GET /v2.0/bgp-speakers/{bgp-speaker-id}/bgp-dragents
    GET /v2.0/bgp-speakers/{bgp-speaker-id}/get_advertised_routes
    PUT /v2.0/bgp-speakers/{bgp-speaker-id}/remove_bgp_peer
    PUT /v2.0/bgp-speakers/{bgp-speaker-id}/remove_gateway_network
    GET /v2.0/bgpvpn/bgpvpns
    POST /v2.0/bgpvpn/bgpvpns
    DELETE /v2.0/bgpvpn/bgpvpns/{bgpvpn_id}
    GET /v2.0/bgpvpn/bgpvpns/{bgpvpn_id}
    PUT /v2.0/bgpvpn/bgpvpns/{bgpvpn_id}
    GET /v2.0/bgpvpn/bgpvpns/{bgpvpn_id}/network_associations
    POST /v2.0/bgpvpn/bgpvpns/{bgpvpn_id}/network_associations
    DELETE /v2.0/bgpvpn/bgpvpns/{bgpvpn_id}/network_associations/{network_association_id}
    GET /v2.0/bgpvpn/bgpvpns/{bgpvpn_id}/network_associations/{network_association_id}
    GET /v2.0/bgpvpn/bgpvpns/{bgpvpn_id}/port_associations
    POST /v2.0/bgpvpn/bgpvpns/{bgpvpn_id}/port_associations
    DELETE /v2.0/bgpvpn/bgpvpns/{bgpvpn_id}/port_associations/{port_association_id}
    GET /v2.0/bgpvpn/bgpvpns/{bgpvpn_id}/port_associations/{port_association_id}
    PUT /v2.0/bgpvpn/bgpvpns/{bgpvpn_id}/port_associations/{port_association_id}
    GET /v2.0/bgpvpn/bgpvpns/{bgpvpn_id}/router_associations
    POST /v2.0/bgpvpn/bgpvpns/{bgpvpn_id}/router_associations
    DELETE /v2.0/bgpvpn/bgpvpns/{bgpvpn_id}/router_associations/{router_association_id}
    GET /v2.0/bgpvpn/bgpvpns/{bgpvpn_id}/router_associations/{router_association_id}
    PUT /v2.0/bgpvpn/bgpvpns/{bgpvpn_id}/router_associations/{router_association_id}
  `,
  vpn: `
    GET /v2.0/vpn/endpoint-groups
    POST /v2.0/vpn/endpoint-groups
    DELETE /v2.0/vpn/endpoint-groups/{endpoint_group_id}
    GET /v2.0/vpn/endpoint-groups/{endpoint_group_id}
    PUT /v2.0/vpn/endpoint-groups/{endpoint_group_id}
    GET /v2.0/vpn/ikepolicies
    POST /v2.0/vpn/ikepolicies
    DELETE /v2.0/vpn/ikepolicies/{ikepolicy_id}
    GET /v2.0/vpn/ikepolicies/{ikepolicy_id}
    PUT /v2.0/vpn/ikepolicies/{ikepolicy_id}
    GET /v2.0/vpn/ipsec-site-connections
    POST /v2.0/vpn/ipsec-site-connections
    DELETE /v2.0/vpn/ipsec-site-connections/{connection_id}
    GET /v2.0/vpn/ipsec-site-connections/{connection_id}
    PUT /v2.0/vpn/ipsec-site-connections/{connection_id}
    GET /v2.0/vpn/ipsecpolicies
    POST /v2.0/vpn/ipsecpolicies
    DELETE /v2.0/vpn/ipsecpolicies/{ipsecpolicy_id}
    GET /v2.0/vpn/ipsecpolicies/{ipsecpolicy_id}
    PUT /v2.0/vpn/ipsecpolicies/{ipsecpolicy_id}
    GET /v2.0/vpn/vpnservices
    POST /v2.0/vpn/vpnservices
    DELETE /v2.0/vpn/vpnservices/{service_id}
    GET /v2.0/vpn/vpnservices/{service_id}
    PUT /v2.0/vpn/vpnservices/{service_id}
  `,
  firewall: `
    GET /v2.0/fwaas/firewall_groups
    POST /v2.0/fwaas/firewall_groups
    DELETE /v2.0/fwaas/firewall_groups/{firewall_group_id}
    GET /v2.0/fwaas/firewall_groups/{firewall_group_id}
    PUT /v2.0/fwaas/firewall_groups/{firewall_group_id}
    GET /v2.0/fwaas/firewall_policies
    POST /v2.0/fwaas/firewall_policies
    DELETE /v2.0/fwaas/firewall_policies/{firewall_policy_id}
    GET /v2.0/fwaas/firewall_policies/{firewall_policy_id}
    PUT /v2.0/fwaas/firewall_policies/{firewall_policy_id}
    PUT /v2.0/fwaas/firewall_policies/{firewall_policy_id}/insert_rule
    PUT /v2.0/fwaas/firewall_policies/{firewall_policy_id}/remove_rule
    GET /v2.0/fwaas/firewall_rules
    POST /v2.0/fwaas/firewall_rules
    DELETE /v2.0/fwaas/firewall_rules/{firewall_rule_id}
    GET /v2.0/fwaas/firewall_rules/{firewall_rule_id}
    PUT /v2.0/fwaas/firewall_rules/{firewall_rule_id}
  `,
  chains: `
    DELETE /v1.0/sfc/flow-classifiers/{flow_classifier_id}
    GET /v1.0/sfc/flow_classifiers
    POST /v1.0/sfc/flow_classifiers
    GET /v1.0/sfc/flow_classifiers/{flow_classifier_id}
    PUT /v1.0/sfc/flow_classifiers/{flow_classifier_id}
    DELETE /v1.0/sfc/port-chains/{port_chain_id}
    DELETE /v1.0/sfc/port-pair-groups/{port_pair_group_id}
    DELETE /v1.0/sfc/port-pairs/{port_pair_id}
    GET /v1.0/sfc/port_chains
    POST /v1.0/sfc/port_chains
    GET /v1.0/sfc/port_chains/{port_chain_id}
    PUT /v1.0/sfc/port_chains/{port_chain_id}
    GET /v1.0/sfc/port_pair_groups
    POST /v1.0/sfc/port_pair_groups
    GET /v1.0/sfc/port_pair_groups/{port_pair_group_id}
    PUT /v1.0/sfc/port_pair_groups/{port_pair_group_id}
    GET /v1.0/sfc/port_pairs
    POST /v1.0/sfc/port_pairs
    GET /v1.0/sfc/port_pairs/{port_pair_id}
    PUT /v1.0/sfc/port_pairs/{port_pair_id}
    GET /v1.0/sfc/service_graphs
    POST /v1.0/sfc/service_graphs
    DELETE /v1.0/sfc/service_graphs/{sfc_service_graph_id-path}
    GET /v1.0/sfc/service_graphs/{sfc_service_graph_id-path}
    PUT /v1.0/sfc/service_graphs/{sfc_service_graph_id-path}
  `,
  taps: `
    GET /v2.0/taas/tap_flows
    POST /v2.0/taas/tap_flows
    PUT /v2.0/taas/tap_flows/{taf_service_id/name}
    GET /v2.0/taas/tap_flows/{tap_flows_id/name}
    DELETE /v2.0/taas/tap_flows/{tap_service_id/name}
    GET /v2.0/taas/tap_mirrors
    POST /v2.0/taas/tap_mirrors
    DELETE /v2.0/taas/tap_mirrors/{tap_mirror_id}
    GET /v2.0/taas/tap_mirrors/{tap_mirror_id}
    PUT /v2.0/taas/tap_mirrors/{tap_mirror_id}
    GET /v2.0/taas/tap_services
    POST /v2.0/taas/tap_services
    DELETE /v2.0/taas/tap_services/{tap_service_id/name}
    GET /v2.0/taas/tap_services/{tap_service_id/name}
    PUT /v2.0/taas/tap_services/{tap_service_id/name}
  `,
  metering: `
    GET /v2.0/metering/metering-label-rules
    POST /v2.0/metering/metering-label-rules
    DELETE /v2.0/metering/metering-label-rules/{metering_label_rule_id}
    GET /v2.0/metering/metering-label-rules/{metering_label_rule_id}
    GET /v2.0/metering/metering-labels
    POST /v2.0/metering/metering-labels
    DELETE /v2.0/metering/metering-labels/{metering_label_id}
    GET /v2.0/metering/metering-labels/{metering_label_id}
  `,
  logs: `
    GET /v2.0/log/loggable-resources
    GET /v2.0/log/logs
    POST /v2.0/log/logs
    DELETE /v2.0/log/logs/{log_id}
    GET /v2.0/log/logs/{log_id}
    PUT /v2.0/log/logs/{log_id}
  `,
  localAddresses: `
    GET /v2.0/local_ips
    POST /v2.0/local_ips
    DELETE /v2.0/local_ips/{local_ip_id}
    GET /v2.0/local_ips/{local_ip_id}
    PUT /v2.0/local_ips/{local_ip_id}
    GET /v2.0/local_ips/{local_ip_id}/port_associations
    POST /v2.0/local_ips/{local_ip_id}/port_associations
    DELETE /v2.0/local_ips/{local_ip_id}/port_associations/{fixed_port_id}
  `,
  ipv6: `
    GET /v2.0/ndp_proxies
    POST /v2.0/ndp_proxies
    DELETE /v2.0/ndp_proxies/{ndp_proxy_id}
    GET /v2.0/ndp_proxies/{ndp_proxy_id}
    PUT /v2.0/ndp_proxies/{ndp_proxy_id}
  `,
  flavors: `
    GET /v2.0/flavors
    POST /v2.0/flavors
    DELETE /v2.0/flavors/{flavor_id}
    GET /v2.0/flavors/{flavor_id}
    PUT /v2.0/flavors/{flavor_id}
    POST /v2.0/flavors/{flavor_id}/service_profiles
    DELETE /v2.0/flavors/{flavor_id}/service_profiles/{profile_id}
    GET /v2.0/service-providers
    GET /v2.0/service_profiles
    POST /v2.0/service_profiles
    DELETE /v2.0/service_profiles/{profile_id}
    GET /v2.0/service_profiles/{profile_id}
    PUT /v2.0/service_profiles/{profile_id}
  `,
  topology: `
    DELETE /v2.0/auto-allocated-topology/{project_id}
    GET /v2.0/auto-allocated-topology/{project_id}
  `,
}

const linesOf = (text: string) => text.split('\n').flatMap((line) => line.trim() || [])

/**
 * What the reference has and this cloud does not answer, each with its reason. The list only ever shrinks: whoever builds a route takes
 * its line off, and network-endpoints.test.ts fails until it is off.
 */
export const unansweredNetwork: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(reasons).flatMap(([key, reason]) =>
    linesOf(lines[key as keyof typeof reasons]).map((line) => [line, reason] as const),
  ),
)

const dns = 'the extension dns-integration is not there: names are not published'
const qos = 'the extension qos is not there'
const provider = 'the extensions provider and multi-provider are not there: nobody picks the physical network'
const layer2 = 'the extension of this attribute is not there: every network is one plain layer 2'
const hardware = 'the extension of this attribute is not there: a port is a tap of its host, with nothing to set'

const fieldsOf = (singular: string, reason: string, ...names: readonly string[]) =>
  names.flatMap((name) => [`${singular}.${name}`, `${singular}s.${name}`].map((field) => [field, reason] as const))

/** Fields of response samples that are attributes of extensions which are not there, and what a sample shows of another request. */
export const fieldsNotHere: Readonly<Record<string, string>> = Object.fromEntries([
  ...fieldsOf('network', dns, 'dns_domain'),
  ...fieldsOf('network', layer2, 'l2_adjacency', 'pvlan', 'vlan_transparent', 'qinq'),
  ...fieldsOf('network', 'the extension auto-allocated-topology is not there', 'is_default'),
  ...fieldsOf('network', provider, 'segments'),
  ...fieldsOf('network', provider, 'provider:physical_network', 'provider:network_type', 'provider:segmentation_id'),
  ...fieldsOf('subnet', 'the extension segment is not there', 'segment_id'),
  ...fieldsOf('subnet', dns, 'dns_publish_fixed_ip'),
  ...fieldsOf('port', dns, 'dns_assignment', 'dns_domain', 'dns_name'),
  ...fieldsOf('port', qos, 'qos_network_policy_id', 'resource_request'),
  ...fieldsOf('port', 'the extension data-plane-status is not there', 'data_plane_status'),
  ...fieldsOf('port', 'the extension ip_allocation is not there: addresses are given at once', 'ip_allocation'),
  ...fieldsOf('port', hardware, 'hints', 'trusted', 'hardware_offload_type', 'mac_learning_enabled'),
  ...fieldsOf('port', layer2, 'propagate_uplink_status', 'pvlan_type', 'pvlan_community'),
  ...fieldsOf('port', hardware, 'binding:profile.local_link_information'),
  ...fieldsOf('port', hardware, 'binding:vif_details.ovs_hybrid_plug', 'binding:vif_details.port_filter'),
  ['port.trunk_details', 'there are no trunks yet'],
  ...['networks', 'subnets', 'ports'].map(
    (name) => [`POST /v2.0/${name}: ${name}`, 'several at once are answered so, in network-lists.test.ts'] as const,
  ),
])
