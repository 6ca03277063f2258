import type { EndpointView, PutEndpoint } from '@/lib/contracts/model';

/** The form of an endpoint, as it is typed. */
export interface EndpointDraft {
  name: string;
  baseUrl: string;
  apiKey: string;
  removeKey: boolean;
  requestsPerMinute: string;
  tokensPerMinute: string;
  stallSeconds: string;
  enabled: boolean;
  /** For the test alone. */
  model: string;
}

export function draftOf(endpoint?: EndpointView): EndpointDraft {
  const text = (value: number | null | undefined) => (value === null || value === undefined ? '' : String(value));
  return {
    name: endpoint?.name ?? '',
    baseUrl: endpoint?.baseUrl ?? '',
    apiKey: '',
    removeKey: false,
    requestsPerMinute: text(endpoint?.requestsPerMinute),
    tokensPerMinute: text(endpoint?.tokensPerMinute),
    stallSeconds: text(endpoint?.stallSeconds),
    enabled: endpoint?.enabled ?? true,
    model: '',
  };
}

export type DraftErrors = Partial<Record<keyof EndpointDraft, string>>;
type Reading = { ok: true; value: Omit<PutEndpoint, 'baseVersion'> } | { ok: false; errors: DraftErrors };

/** What the form says, or what is wrong with it. The server checks again. */
export function readDraft(draft: EndpointDraft): Reading {
  const errors: DraftErrors = {};
  const name = draft.name.trim();
  const baseUrl = draft.baseUrl.trim();
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(name)) errors.name = 'Start with a lower-case letter; then letters, digits and hyphens';
  if (!/^https?:\/\/[^\s/]/.test(baseUrl) || !URL.canParse(baseUrl)) errors.baseUrl = 'An address that starts with http:// or https://';
  const figure = (field: 'requestsPerMinute' | 'tokensPerMinute' | 'stallSeconds', min: number, max: number) => {
    const text = draft[field].replaceAll(/[\s,_]/g, '');
    if (text === '') return null;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    errors[field] = `A whole number from ${min} to ${max.toLocaleString('en-US')}, or empty`;
    return null;
  };
  const requestsPerMinute = figure('requestsPerMinute', 1, 1_000_000);
  const tokensPerMinute = figure('tokensPerMinute', 100, 1_000_000_000);
  const stallSeconds = figure('stallSeconds', 1, 3_600);
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const apiKey = draft.removeKey ? { apiKey: null } : draft.apiKey.trim() === '' ? {} : { apiKey: draft.apiKey.trim() };
  return { ok: true, value: { name, baseUrl, ...apiKey, requestsPerMinute, tokensPerMinute, stallSeconds, enabled: draft.enabled } };
}
