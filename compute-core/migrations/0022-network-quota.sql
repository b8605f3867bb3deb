-- The limits of projects that have other ones than everybody; -1 is unlimited.
create table network.quota (
  project_id text    not null,
  resource   text    not null,
  hard_limit integer not null check (hard_limit >= -1),
  primary key (project_id, resource)
);
