-- What an administrator's pages of flavors show: how many servers there are of each, read of an index alone, and to which projects one
-- was given, told to whoever looks at it.
create index server_flavor on compute.server (flavor_id) where deleted_at is null;
create trigger announce after insert or delete on compute.flavor_access
  for each row execute function platform.announce('flavor', 'flavor_id', '', 'part');
