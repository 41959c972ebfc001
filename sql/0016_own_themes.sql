-- Themes of an agency's own, beside the general ones, and which of them each mention is about.

create table themes (
  agency_id uuid not null,
  id uuid not null,
  -- as its author wrote it
  name text not null,
  -- the same without case, made by the application: two databases fold letters differently
  name_key text not null,
  query text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint themes_pkey primary key (agency_id, id),
  constraint themes_name_key_key unique (agency_id, name_key),
  constraint themes_agency_id_fkey foreign key (agency_id) references agencies on delete cascade
);

alter table mentions
  -- ids of themes: a new name shows at once, and one that is gone is no theme any more
  add column own_themes uuid[] not null default '{}';
