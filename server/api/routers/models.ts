import {
  endpointNameInputSchema,
  modelsHealthSchema,
  modelsViewSchema,
  pricesViewSchema,
  probeReportSchema,
  putEndpointSchema,
  removeEndpointSchema,
  setPricesSchema,
  setTiersSchema,
  suggestionsSchema,
  testEndpointSchema,
} from '@/lib/contracts/model';
import { procedure, router } from '../trpc';

export const modelsRouter = router({
  get: procedure('runs.read', { method: 'GET', path: '/models', summary: 'Read the model endpoints (never their keys) and the tiers' })
    .output(modelsViewSchema)
    .query(({ ctx }) => ctx.services.models.get()),

  health: procedure('runs.read', { method: 'GET', path: '/models/health', summary: 'Read how each model endpoint has fared' })
    .output(modelsHealthSchema)
    .query(async ({ ctx }) => ({ items: await ctx.services.models.health() })),

  putEndpoint: procedure('settings.manage', { method: 'PUT', path: '/models/endpoints/{name}', summary: 'Add or change a model endpoint' })
    .input(putEndpointSchema)
    .output(modelsViewSchema)
    .mutation(({ ctx, input }) => ctx.services.models.putEndpoint(input, ctx.caller)),

  removeEndpoint: procedure('settings.manage', {
    method: 'DELETE',
    path: '/models/endpoints/{name}',
    summary: 'Remove a model endpoint that no tier uses',
  })
    .input(removeEndpointSchema)
    .output(modelsViewSchema)
    .mutation(({ ctx, input }) => ctx.services.models.removeEndpoint(input, ctx.caller)),

  setTiers: procedure('settings.manage', { method: 'PUT', path: '/models/tiers', summary: 'Set the models of each tier, preferred first' })
    .input(setTiersSchema)
    .output(modelsViewSchema)
    .mutation(({ ctx, input }) => ctx.services.models.setTiers(input, ctx.caller)),

  test: procedure('settings.manage', { method: 'POST', path: '/models/test', summary: 'Call a model endpoint and say what it can do' })
    .input(testEndpointSchema)
    .output(probeReportSchema)
    .mutation(({ ctx, input }) => ctx.services.models.test(input)),

  suggestions: procedure('settings.manage', {
    method: 'GET',
    path: '/models/endpoints/{name}/models',
    summary: 'List the models that an endpoint offers',
  })
    .input(endpointNameInputSchema)
    .output(suggestionsSchema)
    .query(async ({ ctx, input }) => ({ models: await ctx.services.models.suggestions(input.name) })),

  prices: procedure('runs.read', { method: 'GET', path: '/models/prices', summary: 'Read the price of each model in use' })
    .output(pricesViewSchema)
    .query(({ ctx }) => ctx.services.models.prices()),

  setPrices: procedure('settings.manage', {
    method: 'PUT',
    path: '/models/prices',
    summary: 'Set prices of your own, instead of the catalogue’s',
  })
    .input(setPricesSchema)
    .output(pricesViewSchema)
    .mutation(({ ctx, input }) => ctx.services.models.setPrices(input, ctx.caller)),
});
