-- Images and what is known of their bytes; the bytes themselves are files in the image store, named by id.
create schema image;

create table image.image (
  id               uuid        primary key,
  -- Its owner, Glance's `owner`.
  project_id       text        not null,
  name             text,
  status           text        not null check (status in ('queued', 'saving', 'uploading', 'importing', 'active', 'deactivated', 'killed', 'deleted', 'pending_delete')),
  visibility       text        not null default 'shared' check (visibility in ('public', 'private', 'shared', 'community')),
  protected        boolean     not null default false,
  os_hidden        boolean     not null default false,
  disk_format      text,
  container_format text,
  min_disk         integer     not null default 0 check (min_disk >= 0),
  min_ram          integer     not null default 0 check (min_ram >= 0),
  size             bigint,
  virtual_size     bigint,
  checksum         text,
  os_hash_algo     text,
  os_hash_value    text,
  properties       jsonb       not null default '{}',
  tags             text[]      not null default '{}',
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  -- An active image has bytes, and we know how many and which.
  check (status <> 'active' or (size is not null and os_hash_value is not null))
);
create index image_listing on image.image (created_at desc, id desc);
create index image_owner on image.image (project_id, created_at desc, id desc);
create index image_name on image.image (name);

create trigger announce after insert or update or delete on image.image
  for each row execute function platform.announce('image');
