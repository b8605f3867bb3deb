-- What projects and administrators can set of networks, subnets and ports.
alter table network.network add column availability_zone_hints text[] not null default '{}';
-- Where DHCP answers on a subnet without a gateway; no port gets it.
alter table network.subnet add column dhcp_ip inet;
alter table network.port add column in_default_group boolean not null default true;
alter table network.port add column binding_profile jsonb not null default '{}';
