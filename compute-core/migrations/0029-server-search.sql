-- Lists of servers are searched by whole names without regard to case, and by addresses.
create index server_caseless_name on compute.server (lower(name)) where deleted_at is null;
create index server_address on compute.server using gin (network_info jsonb_path_ops) where deleted_at is null;
