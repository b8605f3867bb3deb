-- Which control process takes the bytes of an image that is being saved: what one that is gone had begun is given up, and nobody else's.
alter table image.image add column saved_by uuid;
