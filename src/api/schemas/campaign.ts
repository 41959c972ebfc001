/** Campaigns on the wire. */
import { type Static, Type } from 'typebox';
import type { Campaign } from '../../domain/campaign.ts';
import {
  changesObject,
  Id,
  IdInput,
  Instant,
  InstantInput,
  inputObject,
  NameInput,
  named,
  pageQuery,
} from './fields.ts';

export const CampaignWire = named(
  'Campaign',
  Type.Object({
    id: Id,
    brandId: Id,
    name: Type.String(),
    startsAt: Instant,
    endsAt: Type.String({ ...Instant, description: 'no part of it any more' }),
    createdBy: Type.String({ description: "a member's or an API key's name, as it was then" }),
    createdAt: Instant,
  }),
);

export const CampaignInput = inputObject({
  brandId: IdInput,
  name: NameInput,
  startsAt: InstantInput,
  endsAt: InstantInput,
});

export const CampaignChanges = changesObject({ name: NameInput, startsAt: InstantInput, endsAt: InstantInput });

export const CampaignQuery = pageQuery({ brandId: Type.Optional(IdInput) });

export function presentCampaign(campaign: Campaign): Static<typeof CampaignWire> {
  const { id, brandId, name, createdBy } = campaign;
  return {
    ...{ id, brandId, name, createdBy },
    startsAt: campaign.startsAt.toISOString(),
    endsAt: campaign.endsAt.toISOString(),
    createdAt: campaign.createdAt.toISOString(),
  };
}
