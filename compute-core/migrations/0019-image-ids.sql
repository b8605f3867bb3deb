-- An image's id is never given twice: whoever remembers a deleted image by its id must not meet another one under it.
create table image.taken_id (
  id uuid primary key
);

insert into image.taken_id (id) select id from image.image;

create function image.take_id() returns trigger language plpgsql as $$
begin
  insert into image.taken_id (id) values (new.id) on conflict do nothing;
  -- Without the id there is no image: the insert adds no row, which every writer of images looks at.
  if not found then return null; end if;
  return new;
end $$;

create trigger take_id before insert on image.image for each row execute function image.take_id();
