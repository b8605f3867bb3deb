-- Hosts that have joined, each with the certificate that it shows. One that joins again under its name is another host to the cloud: it has
-- another id. Where the row goes, the host is forgotten, whatever it still shows.
create table compute.host_identity (
  id               uuid        primary key,
  host_name        text        not null unique,
  -- Of the machine, as its system tells (/etc/machine-id).
  machine_id       text        not null,
  -- Of the certificate in force, and of the one that it has replaced: the host may not have the new one yet.
  serial           text        not null,
  previous_serial  text,
  not_after        timestamptz not null,
  renewed_at       timestamptz,
  -- Where control processes find its agent.
  address          text        not null,
  wire_port        integer     not null check (wire_port between 1 and 65535),
  contract_version integer     not null,
  agent_version    text        not null,
  joined_at        timestamptz not null default now()
);

-- What lets one machine join; only its hash is kept.
create table compute.host_join_token (
  id         uuid        primary key,
  hash       bytea       not null unique,
  -- The name that the host must have; any where there is none.
  host_name  text,
  created_by text        not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at    timestamptz
);
