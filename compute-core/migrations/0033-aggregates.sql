-- Host aggregates: hosts under a name, with metadata that the scheduler reads. `host.zone` is the zone of the host's aggregates, of which
-- all that have one have the same; whoever changes members or a zone locks the aggregate's row and then its hosts' rows.
create table compute.aggregate (
  id         integer     generated always as identity primary key,
  uuid       uuid        not null unique,
  name       text        not null unique,
  -- Among it the zone, under `availability_zone`.
  metadata   jsonb       not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz
);

-- A host that is forgotten is in no aggregate any more; an aggregate with hosts is not deleted.
create table compute.aggregate_host (
  aggregate_id integer not null references compute.aggregate (id),
  host_id      uuid    not null references compute.host (id) on delete cascade,
  primary key (aggregate_id, host_id)
);
create index aggregate_host_of on compute.aggregate_host (host_id);

create trigger announce after insert or update or delete on compute.aggregate
  for each row execute function platform.announce('aggregate', 'id', 'name');
create trigger announce after insert or delete on compute.aggregate_host
  for each row execute function platform.announce('aggregate', 'aggregate_id', '', 'part');

-- The same in placement's words: a host may be in an aggregate before it has offered anything, so there need be no provider yet.
create table placement.provider_aggregate (
  provider_id    uuid not null,
  aggregate_uuid uuid not null,
  primary key (provider_id, aggregate_uuid)
);
