-- Metadata definitions: what the properties of images, flavors and servers are called and may be, for the forms of dashboards.
create table image.metadef_namespace (
  namespace    text        primary key,
  -- Its owner, Glance's `owner`.
  project_id   text        not null,
  display_name text,
  description  text,
  visibility   text        not null default 'private' check (visibility in ('public', 'private')),
  protected    boolean     not null default false,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now()
);

-- What a namespace consists of. A resource type is one that the namespace is for.
create table image.metadef_part (
  id         bigint      generated always as identity primary key,
  namespace  text        not null references image.metadef_namespace (namespace) on update cascade on delete cascade,
  kind       text        not null check (kind in ('object', 'property', 'tag', 'resource_type')),
  name       text        not null,
  body       jsonb       not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (namespace, kind, name)
);

-- The resource types that there are: a name stays, once a namespace has been for it.
create table image.metadef_resource_type (
  name       text        primary key,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
insert into image.metadef_resource_type (name)
values ('OS::Glance::Image'), ('OS::Cinder::Volume'), ('OS::Nova::Flavor'), ('OS::Nova::Aggregate'), ('OS::Nova::Server');
