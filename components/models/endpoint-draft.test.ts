import { describe, expect, it } from 'vitest';
import { draftOf, type EndpointDraft, readDraft } from './endpoint-draft';

const typed = (change: Partial<EndpointDraft>) =>
  readDraft({ ...draftOf(), name: 'lab', baseUrl: 'https://api.example.com/v1', ...change });

describe('the form of an endpoint', () => {
  it('leaves the key out where nothing is typed, and takes it away where that is asked for', () => {
    expect(typed({})).toEqual({
      ok: true,
      value: {
        name: 'lab',
        baseUrl: 'https://api.example.com/v1',
        requestsPerMinute: null,
        tokensPerMinute: null,
        stallSeconds: null,
        enabled: true,
      },
    });
    expect(typed({ apiKey: ' sk-1 ' })).toMatchObject({ value: { apiKey: 'sk-1' } });
    expect(typed({ apiKey: 'sk-1', removeKey: true })).toMatchObject({ value: { apiKey: null } });
  });

  it('takes figures as people write them', () => {
    expect(typed({ requestsPerMinute: '600', tokensPerMinute: '90,000', stallSeconds: ' 5 ' })).toMatchObject({
      value: { requestsPerMinute: 600, tokensPerMinute: 90_000, stallSeconds: 5 },
    });
  });

  it.each<[keyof EndpointDraft, string]>([
    ['name', 'My Lab'],
    ['name', ''],
    ['baseUrl', 'api.example.com'],
    ['baseUrl', 'ftp://x'],
    ['requestsPerMinute', '0'],
    ['requestsPerMinute', '1.5'],
    ['tokensPerMinute', '99'],
    ['stallSeconds', 'soon'],
  ])('says what is wrong with %s "%s"', (field, text) => {
    const reading = typed({ [field]: text });
    expect(reading.ok ? {} : reading.errors).toHaveProperty(field);
  });
});
