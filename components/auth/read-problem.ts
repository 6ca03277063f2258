/** What a refused call of an open page says. Read by hand: zod would be half of the script of these pages. */
export interface Problem {
  detail: string | undefined;
  code: string | undefined;
  issues: { path: string; message: string }[];
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Of an RFC 9457 body; empty where it is none. */
export function readProblem(body: unknown): Problem {
  const { detail, code, issues } = isRecord(body) ? body : {};
  const list = Array.isArray(issues) ? issues : [];
  return {
    detail: textOf(detail),
    code: textOf(code),
    issues: list.flatMap((one) => (isRecord(one) ? [{ path: textOf(one.path) ?? '', message: textOf(one.message) ?? '' }] : [])),
  };
}
