-- Servers and what they are made from.
create schema compute;

create table compute.flavor (
  id           text        primary key,
  name         text        not null unique,
  ram_mb       integer     not null check (ram_mb >= 1),
  vcpus        integer     not null check (vcpus >= 1),
  disk_gb      integer     not null check (disk_gb >= 0),
  ephemeral_gb integer     not null default 0 check (ephemeral_gb >= 0),
  swap_mb      integer     not null default 0 check (swap_mb >= 0),
  rxtx_factor  real        not null default 1.0,
  is_public    boolean     not null default true,
  disabled     boolean     not null default false,
  description  text,
  extra_specs  jsonb       not null default '{}',
  created_at   timestamptz not null default now(),
  updated_at   timestamptz
);

create table compute.flavor_access (
  flavor_id  text not null references compute.flavor (id) on delete cascade,
  project_id text not null,
  primary key (flavor_id, project_id)
);

create table compute.key_pair (
  id          bigint generated always as identity primary key,
  user_id     text        not null,
  name        text        not null,
  type        text        not null check (type in ('ssh', 'x509')),
  fingerprint text        not null,
  public_key  text        not null,
  created_at  timestamptz not null default now(),
  unique (user_id, name)
);

-- A compute host with its nova-compute service; `id` is its hypervisor's id and its provider's in placement.
create table compute.host (
  id              uuid        primary key,
  service_id      uuid        not null unique,
  name            text        not null unique,
  zone            text        not null default 'nova',
  enabled         boolean     not null default true,
  disabled_reason text,
  forced_down     boolean     not null default false,
  -- What the driver says it has: the HostFacts of driver/compute-driver.ts.
  facts           jsonb       not null,
  created_at      timestamptz not null default now(),
  last_seen_at    timestamptz not null default now()
);

create table compute.server (
  id                   uuid        primary key,
  -- In order of creation; libvirt's domain is called instance-%08x after it.
  seq                  bigint      generated always as identity unique,
  project_id           text        not null,
  user_id              text        not null,
  name                 text        not null,
  description          text,
  hostname             text        not null,
  vm_state             text        not null check (vm_state in ('active', 'building', 'paused', 'suspended', 'stopped', 'rescued', 'resized', 'soft-delete', 'deleted', 'error', 'shelved', 'shelved_offloaded')),
  task_state           text,
  power_state          text        not null default 'pending' check (power_state in ('pending', 'running', 'paused', 'shutdown', 'crashed', 'suspended')),
  progress             integer     not null default 0 check (progress between 0 and 100),
  host_id              uuid        references compute.host (id),
  availability_zone    text,
  pinned_zone          text,
  image_id             uuid,
  image_properties     jsonb       not null default '{}',
  flavor_id            text        not null,
  -- The flavor as it was when the server got it: later changes of the flavor do not reach the server.
  flavor               jsonb       not null,
  vcpus                integer     not null,
  ram_mb               integer     not null,
  key_name             text,
  key_data             text,
  metadata             jsonb       not null default '{}',
  tags                 text[]      not null default '{}',
  user_data            text,
  config_drive         boolean     not null default false,
  access_ip_v4         inet,
  access_ip_v6         inet,
  disk_config          text        not null default 'MANUAL' check (disk_config in ('AUTO', 'MANUAL')),
  scheduler_hints      jsonb       not null default '{}',
  -- What the network service said of the server's ports when it last changed them: answers need no second query.
  network_info         jsonb       not null default '[]',
  locked_by            text        check (locked_by in ('owner', 'admin')),
  locked_reason        text,
  reservation_id       text        not null,
  launch_index         integer     not null default 0,
  root_device_name     text,
  trusted_certs        text[],
  generation           integer     not null default 0,
  created_at           timestamptz not null default now(),
  updated_at           timestamptz not null default now(),
  launched_at          timestamptz,
  terminated_at        timestamptz,
  deleted_at           timestamptz
);
-- Several clouds may share one libvirt, where names are unique: each counts from a place of its own.
select setval(pg_get_serial_sequence('compute.server', 'seq'), (random() * 1000000000)::bigint + 1);
create index server_listing on compute.server (created_at desc, id desc) where deleted_at is null;
create index server_project on compute.server (project_id, created_at desc, id desc) where deleted_at is null;
create index server_host on compute.server (host_id) where deleted_at is null;
create index server_name on compute.server (name) where deleted_at is null;
create index server_state on compute.server (vm_state, task_state) where deleted_at is null;
create index server_updated on compute.server (updated_at);
create index server_busy on compute.server (updated_at) where task_state is not null and deleted_at is null;
create index server_tags on compute.server using gin (tags);

-- The newest one is the one that is shown.
create table compute.server_fault (
  id         bigint generated always as identity primary key,
  server_id  uuid        not null references compute.server (id),
  code       integer     not null,
  message    text        not null,
  details    text,
  request_id text,
  created_at timestamptz not null default now()
);
create index server_fault_newest on compute.server_fault (server_id, id desc);

-- What was asked of a server, by whom, under which request.
create table compute.instance_action (
  id         bigint generated always as identity primary key,
  server_id  uuid        not null references compute.server (id),
  action     text        not null,
  request_id text        not null,
  user_id    text        not null,
  project_id text        not null,
  message    text,
  start_time timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index instance_action_request on compute.instance_action (server_id, request_id, action);
create index instance_action_newest on compute.instance_action (server_id, id desc);

-- The steps of an action, as they run. A step that runs again after a crash writes over its own row.
create table compute.instance_action_event (
  id          bigint generated always as identity primary key,
  action_id   bigint      not null references compute.instance_action (id),
  event       text        not null,
  start_time  timestamptz not null default now(),
  finish_time timestamptz,
  result      text        check (result in ('Success', 'Error')),
  details     text,
  traceback   text,
  host        text,
  unique (action_id, event)
);

create table compute.quota_limit (
  -- A project's id, or `class:default` for everybody's.
  scope    text    not null,
  user_id  text    not null default '',
  resource text    not null,
  hard_limit integer not null check (hard_limit >= -1),
  primary key (scope, user_id, resource)
);

-- One-time, short-lived ways to a server's console; only the token's SHA-256 is kept.
create table compute.console_token (
  hash       bytea       primary key,
  server_id  uuid        not null references compute.server (id),
  protocol   text        not null,
  type       text        not null,
  expires_at timestamptz not null
);
create index console_token_expiry on compute.console_token (expires_at);

create trigger announce after insert or update or delete on compute.server
  for each row execute function platform.announce('server');
create trigger announce after insert or update on compute.instance_action
  for each row execute function platform.announce('action', 'server_id');
-- Not `last_seen_at`: a heartbeat is no news.
create trigger announce after insert or delete or update of enabled, disabled_reason, forced_down, facts, zone on compute.host
  for each row execute function platform.announce('host');
create trigger announce after insert or delete on compute.key_pair
  for each row execute function platform.announce('key-pair', 'user_id');
create trigger announce after insert or update or delete on compute.flavor
  for each row execute function platform.announce('flavor');
