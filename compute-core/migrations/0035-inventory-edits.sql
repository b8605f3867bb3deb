-- What an administrator has set of an inventory stays, whatever the host reports afterwards: `reserved` and `allocation_ratio` are what
-- counts, and beside them stands what the host last reported. Where the two are the same, nothing has been set.
alter table placement.inventory
  add column reported_reserved integer,
  add column reported_ratio    real;
update placement.inventory set reported_reserved = reserved, reported_ratio = allocation_ratio;
alter table placement.inventory
  alter column reported_reserved set not null,
  alter column reported_ratio    set not null;

-- There is more room on a host, or less: whoever waits for it or shows it looks again.
create trigger announce after update of reserved, allocation_ratio on placement.inventory
  for each row execute function platform.announce('host', 'provider_id', '', 'part');
