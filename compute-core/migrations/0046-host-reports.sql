-- What each host said last of what stands on it, for whichever process looks for leftovers. It is written when it changes.
create table compute.host_report (
  host_id    uuid        primary key references compute.host (id) on delete cascade,
  -- The power of each guest, by its id.
  guests     jsonb       not null,
  -- The servers that have disks there.
  disks      uuid[]      not null,
  changed_at timestamptz not null default now()
);
