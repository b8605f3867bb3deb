-- What each host has and who has claimed how much of it. Placement is authoritative: no claim, no server.
create schema placement;

create table placement.resource_provider (
  id         uuid        primary key,
  name       text        not null unique,
  -- Rises with every change of inventories, traits or allocations; a claim is made under the generation it was computed for.
  generation integer     not null default 0,
  parent_id  uuid        references placement.resource_provider (id),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table placement.inventory (
  provider_id      uuid    not null references placement.resource_provider (id) on delete cascade,
  resource_class   text    not null,
  total            integer not null check (total >= 1),
  reserved         integer not null default 0 check (reserved between 0 and total),
  min_unit         integer not null default 1,
  max_unit         integer not null default 2147483647,
  step_size        integer not null default 1,
  allocation_ratio real    not null default 1.0 check (allocation_ratio > 0),
  primary key (provider_id, resource_class)
);

create table placement.trait (
  provider_id uuid not null references placement.resource_provider (id) on delete cascade,
  name        text not null,
  primary key (provider_id, name)
);

create table placement.consumer (
  id         uuid        primary key,
  project_id text        not null,
  user_id    text        not null,
  generation integer     not null default 0,
  created_at timestamptz not null default now()
);
create index consumer_project on placement.consumer (project_id);

create table placement.allocation (
  consumer_id    uuid    not null references placement.consumer (id) on delete cascade,
  provider_id    uuid    not null,
  resource_class text    not null,
  used           integer not null check (used > 0),
  primary key (consumer_id, provider_id, resource_class),
  foreign key (provider_id, resource_class) references placement.inventory (provider_id, resource_class)
);
create index allocation_provider on placement.allocation (provider_id, resource_class);
