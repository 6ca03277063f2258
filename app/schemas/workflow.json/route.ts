import { workflowJsonSchema } from '@/lib/workflow/workflow-schema';

export const dynamic = 'force-static';

/** Open to read, from anywhere: editors fetch it without a session. */
export const GET = (): Response =>
  Response.json(workflowJsonSchema(), {
    headers: { 'Content-Type': 'application/schema+json', 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'public, max-age=3600' },
  });
