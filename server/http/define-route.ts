import type { Request, Response } from 'express';
import { z } from 'zod';
import type { ErrorCode } from '../../shared/errors.js';
import { CodedError } from '../../shared/errors.js';
import type { Role, Session } from '../credentials/roles.js';
import type { Answer } from './answer.js';
import { deepQuery } from './deep-query.js';

type Method = 'get' | 'head' | 'post' | 'patch' | 'delete' | 'options';
type Shape = z.ZodObject;

const ANYTHING = z.looseObject({});

/** One request, its parts checked. */
interface Call<Params, Query, Headers, Body> {
  readonly params: Params;
  readonly query: Query;
  /** Header fields by their lower-case names. */
  readonly headers: Headers;
  readonly body: Body;
  /** Null on routes that are public or for viewers. */
  readonly session: Session | null;
  readonly request: Request;
  readonly response: Response;
}

/**
 * Who may ask a route: anybody; a role and those above it; or `viewer`, whoever may watch the channel `:slug`, which the
 * handler finds out by `channelReader`.
 */
export type RouteRole = 'public' | 'viewer' | Role;

interface RouteSpec<Params extends Shape, Query extends Shape, Headers extends Shape, Body extends z.ZodType, Result> {
  readonly method: Method;
  /** Below the API's root, with Express' `:name` for parameters. */
  readonly path: string;
  readonly role: RouteRole;
  /** Whether it takes somebody signed in: an API key, which may leak, must not make itself more or others less. */
  readonly inPerson?: boolean;
  readonly summary: string;
  /** What a caller should know besides. */
  readonly description?: string;
  readonly params?: Params;
  readonly query?: Query;
  readonly headers?: Headers;
  readonly body?: Body;
  /** Of the body; what is usual when left out. */
  readonly mostBodyBytes?: number;
  readonly answer: Answer<Result>;
  /** What may go wrong, besides what can go wrong with every route of its kind. */
  readonly errors?: readonly ErrorCode[];
  handle(call: Call<z.output<Params>, z.output<Query>, z.output<Headers>, z.output<Body>>): Result | Promise<Result>;
}

/** A route as the server and the reference both take it. */
export interface Route {
  readonly method: Method;
  readonly path: string;
  readonly role: RouteRole;
  readonly inPerson: boolean;
  readonly summary: string;
  readonly description: string | undefined;
  readonly params: Shape | undefined;
  readonly query: Shape | undefined;
  readonly headers: Shape | undefined;
  readonly body: z.ZodType | undefined;
  readonly mostBodyBytes: number | undefined;
  readonly answer: Omit<Answer<never>, 'send'>;
  readonly errors: readonly ErrorCode[];
  /** Answers a request that was let in. @throws CodedError */
  serve(request: Request, response: Response, session: Session | null): Promise<void>;
}

/** One route: how it is asked, who may, what it answers. What the server does and what the reference says is this. */
export function defineRoute<
  Result,
  Params extends Shape = typeof ANYTHING,
  Query extends Shape = typeof ANYTHING,
  Headers extends Shape = typeof ANYTHING,
  Body extends z.ZodType = z.ZodUnknown,
>(spec: RouteSpec<Params, Query, Headers, Body, Result>): Route {
  const { method, path, role, summary, description, params, query, headers, body, mostBodyBytes } = spec;
  const { answer, errors = [], inPerson = false } = spec;
  return {
    ...{ method, path, role, inPerson, summary, description, params, query, headers, body, mostBodyBytes },
    ...{ answer, errors },
    async serve(request, response, session) {
      const call = {
        params: check(params, request.params) as z.output<Params>,
        query: check(query, deepQuery(request.query)) as z.output<Query>,
        headers: check(headers, request.headers) as z.output<Headers>,
        body: check(body, request.body, 'the body') as z.output<Body>,
        ...{ session, request, response },
      };
      await answer.send(response, await spec.handle(call));
    },
  };
}

/** @throws CodedError bad-request that names the field and what is wrong with it */
function check(schema: z.ZodType | undefined, value: unknown, whole = 'the request'): unknown {
  if (schema === undefined) return value;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = clearest(parsed.error.issues[0]!);
  throw new CodedError('bad-request', `${path.join('.') || whole}: ${message || 'not understood'}`);
}

/** Of a value that could have been several things, what is wrong with the one that it is most like. */
function clearest(issue: z.core.$ZodIssue): Pick<z.core.$ZodIssue, 'path' | 'message'> {
  if (issue.code !== 'invalid_union' || issue.message !== 'Invalid input') return issue;
  const found = issue.errors.flatMap(([first]) => (first === undefined ? [] : [clearest(first)]));
  const deepest = found.reduce<(typeof found)[number] | undefined>(
    (best, one) => (best === undefined || one.path.length > best.path.length ? one : best),
    undefined,
  );
  return deepest === undefined ? issue : { path: [...issue.path, ...deepest.path], message: deepest.message };
}
