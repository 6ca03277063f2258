import { z } from 'zod';

const contentSchema = z
  .union([z.string(), z.array(z.looseObject({ text: z.string().optional() }))])
  .nullish()
  .transform((content) => {
    if (!content) return '';
    return typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('');
  });

export const chatRequestSchema = z.looseObject({
  model: z.string().default('offline-standard'),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  messages: z
    .array(
      z.looseObject({
        role: z.string(),
        content: contentSchema,
        tool_call_id: z.string().nullish(),
        tool_calls: z
          .array(z.looseObject({ id: z.string().nullish(), function: z.looseObject({ name: z.string(), arguments: z.string() }) }))
          .nullish(),
      }),
    )
    .min(1),
  tools: z
    .array(z.looseObject({ function: z.looseObject({ name: z.string(), parameters: z.record(z.string(), z.unknown()).nullish() }) }))
    .nullish(),
  response_format: z
    .looseObject({
      type: z.string(),
      json_schema: z.looseObject({ name: z.string().nullish(), schema: z.record(z.string(), z.unknown()).nullish() }).nullish(),
    })
    .nullish(),
});
export type ChatRequest = z.infer<typeof chatRequestSchema>;

/** What the model says to one request. */
export interface Reply {
  text: string;
  toolCalls: { name: string; arguments: string }[];
  refusal?: string;
  /** `tool_calls` or `stop` follows from the reply; this overrides it. */
  finishReason?: string;
}
