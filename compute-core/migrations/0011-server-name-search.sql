-- Lists are searched by parts of names, as regular expressions.
create extension if not exists pg_trgm;
create index server_name_search on compute.server using gin (name gin_trgm_ops) where deleted_at is null;
