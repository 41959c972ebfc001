/** The time zones that a field may suggest. */
import { type Html, html } from '../base/html.ts';

/** For a field with `list="time-zones"`: over four hundred names, found by typing a city. */
export function renderTimeZones(): Html {
  return html`<datalist id="time-zones">${Intl.supportedValuesOf('timeZone').map((zone) => html`<option value="${zone}"></option>`)}</datalist>`;
}
