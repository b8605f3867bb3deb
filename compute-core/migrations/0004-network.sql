-- Networks of projects, and the ports and addresses that servers have on them.
create schema network;

create table network.network (
  id                    uuid        primary key,
  project_id            text        not null,
  name                  text        not null default '',
  description           text        not null default '',
  admin_state_up        boolean     not null default true,
  shared                boolean     not null default false,
  router_external       boolean     not null default false,
  port_security_enabled boolean     not null default true,
  mtu                   integer     not null default 1500 check (mtu between 68 and 9216),
  -- Short and unique, because an interface name has fifteen characters and no room for a UUID.
  link_no               integer     generated always as identity unique,
  -- The one that was made for the project without anybody asking; there is at most one.
  made_on_demand        boolean     not null default false,
  tags                  text[]      not null default '{}',
  revision_number       integer     not null default 1,
  created_at            timestamptz not null default now(),
  updated_at            timestamptz not null default now()
);
create index network_project on network.network (project_id);
create unique index network_on_demand on network.network (project_id) where made_on_demand;

create table network.subnet (
  id               uuid        primary key,
  network_id       uuid        not null references network.network (id) on delete cascade,
  project_id       text        not null,
  name             text        not null default '',
  description      text        not null default '',
  ip_version       integer     not null check (ip_version in (4, 6)),
  cidr             cidr        not null,
  gateway_ip       inet,
  enable_dhcp      boolean     not null default true,
  dns_nameservers  inet[]      not null default '{}',
  allocation_pools jsonb       not null,
  host_routes      jsonb       not null default '[]',
  tags             text[]      not null default '{}',
  revision_number  integer     not null default 1,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now()
);
create index subnet_network on network.subnet (network_id);
-- Two subnets of one network never overlap.
create extension if not exists btree_gist;
alter table network.subnet add constraint subnet_no_overlap
  exclude using gist (network_id with =, (cidr::inet) inet_ops with &&);

create table network.port (
  id                    uuid        primary key,
  network_id            uuid        not null references network.network (id),
  project_id            text        not null,
  name                  text        not null default '',
  description           text        not null default '',
  mac_address           macaddr     not null,
  admin_state_up        boolean     not null default true,
  status                text        not null default 'DOWN' check (status in ('ACTIVE', 'DOWN', 'BUILD', 'ERROR')),
  device_id             text        not null default '',
  device_owner          text        not null default '',
  binding_host          text        not null default '',
  port_security_enabled boolean     not null default true,
  tags                  text[]      not null default '{}',
  revision_number       integer     not null default 1,
  created_at            timestamptz not null default now(),
  updated_at            timestamptz not null default now(),
  unique (network_id, mac_address)
);
create index port_device on network.port (device_id);
create index port_project on network.port (project_id);

-- An address is leased to one port at a time, and it is the database that sees to it.
create table network.port_address (
  port_id    uuid not null references network.port (id) on delete cascade,
  subnet_id  uuid not null references network.subnet (id),
  ip_address inet not null,
  primary key (subnet_id, ip_address)
);
create index port_address_port on network.port_address (port_id);

create trigger announce after insert or update or delete on network.network
  for each row execute function platform.announce('network');
create trigger announce after insert or update or delete on network.port
  for each row execute function platform.announce('port');
