import { ladderSettingsSchema, setLadderSettingsSchema } from '@/lib/contracts/ladder';
import { generalSettingsSchema, setGeneralSettingsSchema } from '@/lib/contracts/settings';
import { procedure, router } from '../trpc';

export const settingsRouter = router({
  general: procedure('settings.manage', {
    method: 'GET',
    path: '/settings/general',
    summary: 'Read retention, budgets and the environment',
  })
    .output(generalSettingsSchema)
    .query(({ ctx }) => ctx.services.settings.get()),

  setGeneral: procedure('settings.manage', { method: 'PUT', path: '/settings/general', summary: 'Change retention and budgets' })
    .input(setGeneralSettingsSchema)
    .output(generalSettingsSchema)
    .mutation(({ ctx, input }) => ctx.services.settings.set(input, ctx.caller)),

  escalations: procedure('settings.manage', {
    method: 'GET',
    path: '/settings/escalations',
    summary: 'Read how escalations of each type climb, and what happens where nobody decides',
  })
    .output(ladderSettingsSchema)
    .query(({ ctx }) => ctx.services.ladder.get()),

  setEscalations: procedure('settings.manage', {
    method: 'PUT',
    path: '/settings/escalations',
    summary: 'Change tiers, durations, defaults and approvers of escalations',
  })
    .input(setLadderSettingsSchema)
    .output(ladderSettingsSchema)
    .mutation(({ ctx, input }) => ctx.services.ladder.set(input, ctx.caller)),
});
