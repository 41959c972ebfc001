-- What a brand's voice is, so that a draft is told to be another's: what it sells, what it is called on networks, how it speaks.

alter table brands
  add column products text[] not null default '{}',
  add column handles text[] not null default '{}',
  add column hashtags text[] not null default '{}',
  -- names, not brands that are watched: those are brands of their own
  add column competitors text[] not null default '{}',
  -- in anybody's words; null: not known
  add column register text,
  -- ISO 639-1, several with commas; null: not known
  add column language text;
