-- Projects with which the owner of a shared image shares it, and what each has said to that.
create table image.member (
  image_id   uuid        not null references image.image (id) on delete cascade,
  -- The project that the image is shared with: Glance's `member_id`.
  project_id text        not null,
  status     text        not null default 'pending' check (status in ('pending', 'accepted', 'rejected')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (image_id, project_id)
);
create index member_project on image.member (project_id, image_id);

-- The images that a project sees are other ones now.
create trigger announce after insert or update or delete on image.member
  for each row execute function platform.announce('image', 'image_id');
