import { z } from 'zod';
import { text, timeSchema } from './common';
import { TIERS } from './task';

/** Names an endpoint in tiers, in turns and in its health. */
export const endpointNameSchema = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, {
  error: 'must start with a lower-case letter and hold lower-case letters, digits and "-" (40 at most)',
});

/** The endpoints that are always there, by what the environment says; nobody else may take their names. */
export const BUILTIN_ENDPOINTS = ['environment', 'offline'] as const;

const baseUrlSchema = text(2_000).refine((value) => isPlainHttpUrl(value), {
  error: 'must be an http(s) address such as https://api.example.com/v1, without a password, a query or a fragment',
});

function isPlainHttpUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
}

const apiKeySchema = text(4_000).refine((value) => /^[\x21-\x7e]+$/.test(value), {
  error: 'must not contain spaces or characters outside ASCII',
});
export const modelIdSchema = text(200).refine((value) => value.trim() === value, { error: 'must not begin or end with a space' });

/** The document's version that a change is based on: another one now is 409 `stale_version`. */
const baseVersionSchema = z.coerce.number().int().min(0);

export const putEndpointSchema = z.strictObject({
  name: endpointNameSchema,
  baseVersion: baseVersionSchema,
  baseUrl: baseUrlSchema,
  /** Left out: the key that is stored stays, as long as the address keeps its origin. Null: no key. */
  apiKey: apiKeySchema.nullable().optional(),
  /** Null or left out: without a limit. Counted over all workers together. */
  requestsPerMinute: z.int().min(1).max(1_000_000).nullable().optional(),
  tokensPerMinute: z.int().min(100).max(1_000_000_000).nullable().optional(),
  /** A call is cut when so long nothing came; 60 unless told. */
  stallSeconds: z.int().min(1).max(3_600).nullable().optional(),
  enabled: z.boolean().default(true),
});
export type PutEndpoint = z.infer<typeof putEndpointSchema>;

export const removeEndpointSchema = z.strictObject({ name: endpointNameSchema, baseVersion: baseVersionSchema });

export const candidateSchema = z.strictObject({ endpoint: z.string().min(1).max(40), model: modelIdSchema });
/** A model at an endpoint. */
export type Candidate = z.infer<typeof candidateSchema>;

const candidatesSchema = z.array(candidateSchema).max(10);
export const setTiersSchema = z.strictObject({
  baseVersion: baseVersionSchema,
  /** Preferred first, the others in their order where it does not answer. An empty list: the built-in endpoint. */
  tiers: z.strictObject({ economy: candidatesSchema, standard: candidatesSchema, premium: candidatesSchema }),
});
export type SetTiers = z.infer<typeof setTiersSchema>;

export const endpointViewSchema = z.object({
  name: z.string(),
  /** Of the environment: shown here, changed there. */
  builtin: z.boolean(),
  /** Null for the offline model, which has no address that means anything to others. */
  baseUrl: z.string().nullable(),
  /** `last4`: the end of the key where it is long enough to tell nothing. `readable` is false where the installation's secret has changed. */
  apiKey: z.object({ last4: z.string().nullable(), readable: z.boolean() }).nullable(),
  requestsPerMinute: z.int().nullable(),
  tokensPerMinute: z.int().nullable(),
  stallSeconds: z.int().nullable(),
  enabled: z.boolean(),
});
export type EndpointView = z.infer<typeof endpointViewSchema>;

const tierLists = <T extends z.ZodType>(item: T) =>
  z.object(Object.fromEntries(TIERS.map((tier) => [tier, z.array(item)])) as Record<(typeof TIERS)[number], z.ZodArray<T>>);

export const modelsViewSchema = z.object({
  version: z.int(),
  endpoints: z.array(endpointViewSchema),
  /** As somebody set them; empty: `inUse` is the built-in endpoint. */
  tiers: tierLists(candidateSchema),
  inUse: tierLists(candidateSchema),
});
export type ModelsView = z.infer<typeof modelsViewSchema>;

const windowSchema = z.object({
  calls: z.int(),
  errors: z.array(z.object({ code: z.string(), count: z.int() })),
  /** Milliseconds; null where nothing was measured. */
  latencyP50: z.number().nullable(),
  latencyP95: z.number().nullable(),
  firstTokenP50: z.number().nullable(),
  firstTokenP95: z.number().nullable(),
});
export type HealthWindow = z.infer<typeof windowSchema>;
export const CIRCUIT_STATES = ['closed', 'half_open', 'open'] as const;
export const endpointHealthSchema = z.object({
  endpoint: z.string(),
  /** The worst that a live process thinks. */
  circuit: z.enum(CIRCUIT_STATES),
  lastFailure: z.object({ code: z.string(), message: z.string(), at: timeSchema }).nullable(),
  last15Minutes: windowSchema,
  last24Hours: windowSchema,
});
export type EndpointHealth = z.infer<typeof endpointHealthSchema>;
export const modelsHealthSchema = z.object({ items: z.array(endpointHealthSchema) });

/** A stored endpoint by its name, or one that is being written. */
export const testEndpointSchema = z.strictObject({
  name: z.string().min(1).max(40).optional(),
  baseUrl: baseUrlSchema.optional(),
  apiKey: apiKeySchema.nullable().optional(),
  model: modelIdSchema.optional(),
});
export type TestEndpoint = z.infer<typeof testEndpointSchema>;

export const endpointNameInputSchema = z.strictObject({ name: z.string().min(1).max(40) });
export const suggestionsSchema = z.object({ models: z.array(z.string()) });

const answerSchema = z.enum(['yes', 'no', 'unknown']);
export type ProbeAnswer = z.infer<typeof answerSchema>;
export const probeReportSchema = z.object({
  reachable: answerSchema,
  authorised: answerSchema,
  /** Null where no model was named and the endpoint lists none. */
  model: z.string().nullable(),
  modelExists: answerSchema,
  streams: answerSchema,
  tools: answerSchema,
  jsonSchema: answerSchema,
  latencyMs: z.number().nullable(),
  firstTokenMs: z.number().nullable(),
  /** What went wrong first, without any secret. */
  fault: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** Ids that the endpoint lists, for suggestions. */
  models: z.array(z.string()),
});
export type ProbeReport = z.infer<typeof probeReportSchema>;

const priceUsdSchema = z.number().min(0).max(100_000);
export const priceOverrideSchema = z.strictObject({
  model: modelIdSchema,
  /** US dollars per million tokens. */
  inputUsd: priceUsdSchema,
  outputUsd: priceUsdSchema,
  /** Null: cached input costs what input does. */
  cachedInputUsd: priceUsdSchema.nullable(),
});
export type PriceOverride = z.infer<typeof priceOverrideSchema>;
export const setPricesSchema = z.strictObject({
  baseVersion: baseVersionSchema,
  overrides: z
    .array(priceOverrideSchema)
    .max(500)
    .refine((rows) => new Set(rows.map((row) => row.model)).size === rows.length, { error: 'names a model twice' }),
});
export type SetPrices = z.infer<typeof setPricesSchema>;

const priceSchema = z.object({ inputUsd: z.number(), outputUsd: z.number(), cachedInputUsd: z.number() });
export type Price = z.infer<typeof priceSchema>;
export const modelPriceSchema = z.object({
  model: z.string(),
  /** Tiers that may use it now. */
  tiers: z.array(z.enum(TIERS)),
  /** Answers under this name in the last 24 hours. */
  calls: z.int(),
  /** What the catalogue says; null where it does not know the model. */
  catalogue: priceSchema.nullable(),
  override: priceSchema.nullable(),
  /** Notional: nothing is charged. */
  offline: z.boolean(),
});
export type ModelPrice = z.infer<typeof modelPriceSchema>;
export const pricesViewSchema = z.object({
  version: z.int(),
  items: z.array(modelPriceSchema),
  /** What a call of a model without a price counts as in a run with a budget. */
  assumed: z.object({ inputUsd: z.number(), outputUsd: z.number() }),
});
export type PricesView = z.infer<typeof pricesViewSchema>;
