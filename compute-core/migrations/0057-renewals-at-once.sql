-- Two control processes may renew one certificate at once, and an answer may get lost: each certificate that was made for the one that the host
-- asked with stays good until the host asks with the newest.
alter table compute.host_identity add column previous_serials text[] not null default '{}';
update compute.host_identity set previous_serials = array[previous_serial] where previous_serial is not null;
alter table compute.host_identity drop column previous_serial;
