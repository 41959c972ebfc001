-- How what an agency shows its clients looks, and from whom it comes.

create table agency_looks (
  agency_id uuid not null,
  -- null, each: as Vigie does
  color text,
  sender_name text,
  reply_to text,
  -- as it was drawn anew from what was sent, at most 480 by 160 pixels; null: none
  logo_png bytea,
  logo_width_px integer,
  logo_height_px integer,
  updated_at timestamptz not null,
  constraint agency_looks_pkey primary key (agency_id),
  constraint agency_looks_agency_fkey foreign key (agency_id) references agencies on delete cascade,
  constraint agency_looks_color_check check (color ~ '^#[0-9a-f]{6}$'),
  constraint agency_looks_logo_check check (
    (logo_png is null) = (logo_width_px is null) and (logo_png is null) = (logo_height_px is null)
  )
);
