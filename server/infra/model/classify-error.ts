import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
import type { Failure } from '@/lib/contracts/task';
import { ErrorInAnswer, ModelFault } from './model-fault';
import { readRetryAfterMs } from './retry-after';

const MAX_DETAIL_CHARS = 600;

/** What the endpoint said: a status where there was one, and its words. */
interface Said {
  status: number | null;
  code: string;
  detail: string;
}

interface ClassifyOptions {
  redact: (text: string) => string;
  /** Body of the refused response: endpoints put their words in more places than the client library looks at. */
  refusedBody: string | null;
  wallClockMs: number;
}

export function classifyError(error: unknown, options: ClassifyOptions): { failure: Failure; retryAfterMs: number | null } {
  const fault = faultOf(error, options);
  const message = options.redact(fault.message);
  const failure: Failure = {
    code: fault.code,
    message,
    httpStatus: fault.status,
    place: 'model',
    permanent: fault.permanent,
    stack: stackOf(error, message, options.redact),
  };
  const retryAfterMs = error instanceof APIError ? readRetryAfterMs(error.headers, options.wallClockMs) : null;
  return { failure, retryAfterMs: fault.permanent ? null : retryAfterMs };
}

interface Fault {
  code: string;
  message: string;
  status: number | null;
  permanent: boolean;
}

function faultOf(error: unknown, options: ClassifyOptions): Fault {
  if (error instanceof ModelFault) return { code: error.code, message: error.message, status: null, permanent: false };
  if (error instanceof ErrorInAnswer) return fromSaid(saidIn(error.body));
  if (error instanceof APIConnectionTimeoutError) {
    return { code: 'connect_timeout', message: 'The model endpoint did not answer in time', status: null, permanent: false };
  }
  if (error instanceof APIConnectionError) {
    const cause = causeOf(error);
    return { code: 'unreachable', message: `The model endpoint cannot be reached: ${cause}`, status: null, permanent: false };
  }
  if (error instanceof APIError) {
    if (typeof error.status !== 'number') return fromSaid(saidIn({ error: error.error }));
    const said = saidIn(parsed(options.refusedBody) ?? { error: error.error });
    return fromSaid({ ...said, status: error.status });
  }
  if (error instanceof SyntaxError) {
    return { code: 'malformed_response', message: 'The model endpoint sent a chunk that is not JSON', status: null, permanent: false };
  }
  return { code: 'broken_stream', message: `The connection to the model broke: ${causeOf(error)}`, status: null, permanent: false };
}

function fromSaid(said: Said): Fault {
  const status = said.status;
  const tail = said.detail === '' ? '' : `: ${said.detail}`;
  const message = status === null ? `The model endpoint reported an error${tail}` : `The model endpoint answered ${status}${tail}`;
  if (isContextLength(said)) return { code: 'context_length', message, status, permanent: true };
  if (status === null) return { code: 'error_in_stream', message, status, permanent: false };
  return { code: codeOf(status), message, status, permanent: isPermanent(status) };
}

/** 408, 409, 425, 429 and 5xx may pass; any other 4xx says that the same request will fail again. */
function isPermanent(status: number): boolean {
  return status < 500 && ![408, 409, 425, 429].includes(status);
}

const CODES: Record<number, string> = {
  400: 'bad_request',
  401: 'unauthenticated',
  402: 'payment_required',
  403: 'forbidden',
  404: 'model_not_found',
  408: 'request_timeout',
  409: 'conflict',
  413: 'request_too_large',
  422: 'bad_request',
  429: 'rate_limited',
};

function codeOf(status: number): string {
  return CODES[status] ?? (status >= 500 ? 'server_error' : 'request_refused');
}

const CONTEXT_LENGTH =
  /context[_ -]?(length|window|size)|maximum context|prompt is too long|input is too long|too many (input )?tokens|reduce the length of the (messages|prompt)/i;

function isContextLength(said: Said): boolean {
  if (said.status !== null && ![400, 413, 422].includes(said.status)) return false;
  return said.code === 'context_length_exceeded' || CONTEXT_LENGTH.test(said.detail);
}

/** Kinds of error that come inside a stream with no status of their own. */
const STATUS_OF_KIND: Record<string, number> = {
  rate_limit_exceeded: 429,
  rate_limit_error: 429,
  insufficient_quota: 429,
  invalid_api_key: 401,
  authentication_error: 401,
  permission_error: 403,
  model_not_found: 404,
  not_found_error: 404,
  invalid_request_error: 400,
  server_error: 500,
  api_error: 500,
  overloaded_error: 503,
};

/** Reads `{ error: { message, code, type } }`, `{ error: "…", message, status }`, `{ detail }` and plain text. */
function saidIn(body: unknown): Said {
  if (typeof body === 'string') return { status: null, code: '', detail: cut(body) };
  const outer = recordOf(body);
  const inner = recordOf(outer.error);
  const code = firstText(inner.code, outer.code);
  const kind = firstText(inner.type, outer.type);
  const detail = firstText(inner.message, outer.message, outer.error, outer.detail) || wordsOf(outer.detail ?? outer.error);
  const stated = [inner.status, inner.code, outer.status, Number(code)].find(isStatus);
  return { status: stated ?? STATUS_OF_KIND[code] ?? STATUS_OF_KIND[kind] ?? null, code, detail: cut(detail) };
}

const isStatus = (value: unknown): value is number => typeof value === 'number' && value >= 400 && value < 600;
const recordOf = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? { ...value } : {});
const firstText = (...values: unknown[]): string =>
  values.find((value): value is string => typeof value === 'string' && value !== '') ?? '';
const wordsOf = (value: unknown): string => (value === undefined || value === null ? '' : JSON.stringify(value));
const cut = (text: string): string => (text.length > MAX_DETAIL_CHARS ? `${text.slice(0, MAX_DETAIL_CHARS)}…` : text);

function parsed(body: string | null): unknown {
  if (body === null || body.trim() === '') return null;
  try {
    return JSON.parse(body);
  } catch {
    return body.trimStart().startsWith('<') ? null : body;
  }
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause;
  return cause instanceof Error ? causeOf(cause) : error.message || error.name;
}

/** Frames without the error's own words, which may hold what was just redacted. */
function stackOf(error: unknown, message: string, redact: (text: string) => string): string | null {
  if (!(error instanceof Error) || !error.stack) return null;
  const frames = error.stack.split('\n').filter((line) => /^\s+at /.test(line));
  return redact([`${error.name}: ${message}`, ...frames.slice(0, 12)].join('\n'));
}
