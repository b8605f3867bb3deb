-- Regions, and what administrators add to the catalog beside the services that the cloud itself mounts.
create table identity.region (
  id               text  primary key,
  description      text  not null default '',
  parent_region_id text  references identity.region (id),
  extra            jsonb not null default '{}'
);
-- The one that every service of the cloud itself is in.
insert into identity.region (id) values ('RegionOne');

create table identity.service (
  id          text    primary key,
  type        text    not null,
  name        text    not null default '',
  description text    not null default '',
  enabled     boolean not null default true,
  extra       jsonb   not null default '{}'
);

create table identity.endpoint (
  id         text    primary key,
  -- Of a service that was added, or that the cloud mounts: those have no row.
  service_id text    not null,
  interface  text    not null check (interface in ('public', 'internal', 'admin')),
  region_id  text    references identity.region (id),
  url        text    not null,
  enabled    boolean not null default true,
  extra      jsonb   not null default '{}'
);
create index endpoint_service on identity.endpoint (service_id);
