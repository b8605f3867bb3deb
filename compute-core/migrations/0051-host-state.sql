-- What each host has to know of its servers is one document with a generation. Every change raises it within its own transaction, and
-- writes which part (of which server) has changed; what a part says is read from the tables of its owner when the host asks for it.
create table platform.host_state (
  host_name  text        primary key,
  generation bigint      not null default 1,
  -- The changes up to here are written down no more, for the host has known of them: one that has not is told everything.
  forgotten  bigint      not null default 0,
  reached    bigint      not null default 0,
  reached_at timestamptz,
  troubles   jsonb       not null default '[]'
);

-- The parts that the host may not know yet, each with the generation of its last change.
create table platform.host_state_part (
  host_name  text   not null references platform.host_state (host_name) on delete cascade,
  subject_id uuid   not null,
  generation bigint not null,
  primary key (host_name, subject_id)
);

-- What is bound to one host is read by that host.
create index port_host on network.port (binding_host) where binding_host <> '';

insert into platform.host_state (host_name) select distinct binding_host from network.port where binding_host <> '';

-- Whoever brings changes to hosts and guests looks at once.
create function network.announce_change() returns trigger language plpgsql as $$
begin
  insert into platform.event (topic, subject_id, change) values ('reconcile', 'changed-ports', 'updated');
  perform pg_notify('kilonova_event', 'reconcile');
  return null;
end $$;
create trigger announce after insert or update on network.changed_server
  for each statement execute function network.announce_change();
