import { strongTag } from './strong-tag.js';

/** RFC 9457 problem details, as the API answers errors. */
export interface Problem {
  readonly code: string;
  /** What is wrong this time. */
  readonly detail: string;
  readonly [member: string]: unknown;
}

/** An error the server told, or that it could not be asked (`unreachable`). Its message says what to do. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    /** HTTP status; 0 when there was no answer. */
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.detail);
  }

  get code(): string {
    return this.problem.code;
  }
}

interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Left out are those that are undefined. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  /** The ETag that the change was made from. */
  readonly ifMatch?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ApiAnswer<Body> {
  readonly body: Body;
  readonly etag: string | null;
}

const API_ROOT = '/api/v1';
const TIMEOUT_MS = 30_000;

/** The address of something below the API's root, for elements that load it themselves. */
export function apiUrl(path: string): string {
  return API_ROOT + path;
}

/**
 * Asks the API; the session's cookie goes along.
 * @throws ApiError; the signal's reason when aborted.
 */
export async function askApi<Body>(path: string, request: ApiRequest = {}): Promise<ApiAnswer<Body>> {
  const { method = 'GET', query = {}, body, ifMatch, signal } = request;
  const response = await fetch(apiUrl(path) + queryString(query), {
    method,
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])]),
  }).catch((error: unknown) => {
    throw signal?.aborted ? error : unreachable();
  });
  const text = await response.text().catch((error: unknown) => {
    throw signal?.aborted ? error : unreachable();
  });
  const json: unknown = text === '' ? undefined : parseJson(text);
  if (!response.ok) throw new ApiError(response.status, problemOf(json, response.status));
  // The sign-in page of a network answers as well as it can, too.
  if (text !== '' && json === undefined) throw unreachable();
  return { body: json as Body, etag: strongTag(response.headers.get('etag')) };
}

/** `askApi` for who needs no ETag. @throws ApiError */
export async function api<Body = void>(path: string, request?: ApiRequest): Promise<Body> {
  return (await askApi<Body>(path, request)).body;
}

function unreachable(): ApiError {
  return new ApiError(0, {
    code: 'unreachable',
    detail: 'The server does not answer: the console tries again by itself.',
  });
}

function queryString(query: NonNullable<ApiRequest['query']>): string {
  const given = Object.entries(query).filter((pair): pair is [string, string | number | boolean] => {
    return pair[1] !== undefined;
  });
  return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}

function problemOf(json: unknown, status: number): Problem {
  const { code, detail } = (json ?? {}) as Partial<Problem>;
  if (typeof code === 'string' && typeof detail === 'string') return json as Problem;
  return { code: 'unknown', detail: `The server answered with HTTP status ${status}.` };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
