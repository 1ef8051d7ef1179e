import { z } from 'zod';
import { PROBLEM_TYPE, problemSchema } from '../../../shared/api/problem.js';
import type { ErrorCode } from '../../../shared/errors.js';
import { statusOf } from '../../../shared/errors.js';
import type { Route, RouteRole } from '../../http/define-route.js';

type Json = Record<string, unknown>;

const OPENAPI_VERSION = '3.1.0';
const API_VERSION = '1.0.0';

/** The OpenAPI document of the routes, made from the very schemas that check the requests and form the answers. */
export function openApiDocument(root: string, routes: readonly Route[]): Json {
  const schemas = new NamedSchemas();
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route, schemas) };
  }
  return {
    openapi: OPENAPI_VERSION,
    info: {
      title: 'StreamSync',
      version: API_VERSION,
      description: 'Errors are RFC 9457 problems with a stable `code`. Instants are UTC milliseconds.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: root }],
    paths,
    components: {
      schemas: schemas.named,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'The token of `POST /auth/login`, or an API key.',
        },
        viewer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The token of `POST /channels/{slug}/tokens`.',
        },
        session: { type: 'apiKey', in: 'cookie', name: 'streamsync-session', description: 'For pages of this server.' },
      },
    },
  };
}

function operation(route: Route, schemas: NamedSchemas): Json {
  const { role, inPerson, summary, description, answer, body } = route;
  const { alternative } = answer;
  const parameters = [
    ...parametersIn('path', route.params, schemas),
    ...parametersIn('query', route.query, schemas),
    ...parametersIn('header', route.headers, schemas),
  ];
  return {
    summary,
    tags: [route.path.split('/')[1]],
    ...audienceOf(role, inPerson, description),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: schemas.of(body, 'input') } } } }),
    responses: {
      [answer.status]: { description: answer.description, ...content(answer.content, schemas) },
      ...(alternative === undefined
        ? {}
        : { [alternative.status]: { description: alternative.description, ...content(alternative.content, schemas) } }),
      ...problems(route, schemas),
    },
  };
}

function audienceOf(role: RouteRole, inPerson: boolean, about: string | undefined): Json {
  const described = (whoMay: string) => ({ description: about === undefined ? whoMay : `${about} ${whoMay}` });
  const staff = [{ bearer: [] }, { session: [] }];
  switch (role) {
    case 'public':
      return { ...described('For everybody.'), security: [] };
    case 'viewer':
      return {
        ...described('For everybody if the channel is public, else with a viewer token; for whoever is signed in.'),
        security: [{}, { viewer: [] }, ...staff],
      };
    default:
      return {
        ...described(`For the role \`${role}\` and those above it${inPerson ? ', but not with an API key' : ''}.`),
        security: staff,
      };
  }
}

function content(types: Route['answer']['content'], schemas: NamedSchemas): Json {
  if (types === undefined) return {};
  const entries = Object.entries(types).map(([type, schema]) => [
    type,
    schema === null ? {} : { schema: schemas.of(schema, 'output') },
  ]);
  return { content: Object.fromEntries(entries) };
}

function parametersIn(place: 'path' | 'query' | 'header', shape: z.ZodObject | undefined, schemas: NamedSchemas) {
  return Object.entries(shape?.shape ?? {}).map(([name, schema]) => {
    const { description, ...form } = schemas.of(schema as z.ZodType, 'input');
    const required = place === 'path' || !(schema as z.ZodType).safeParse(undefined).success;
    return {
      ...{ name, in: place, required },
      ...(description === undefined ? {} : { description }),
      ...(isObject(schema as z.ZodType) ? { style: 'deepObject', explode: true } : {}),
      schema: form,
    };
  });
}

function isObject(schema: z.ZodType): boolean {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  const form = inner instanceof z.ZodPipe ? inner.out : inner;
  return form instanceof z.ZodRecord || form instanceof z.ZodObject;
}

/** The errors of a route by their status, each with the codes that tell them apart. */
function problems(route: Route, schemas: NamedSchemas): Json {
  const codes = codesOf(route);
  const responses = [...new Set(codes.map(statusOf))].map((status) => [
    status,
    problem(
      codes.filter((code) => statusOf(code) === status),
      schemas,
    ),
  ]);
  return Object.fromEntries(responses);
}

function problem(codes: readonly ErrorCode[], schemas: NamedSchemas): Json {
  return {
    description: `Refused: ${codes.map((code) => `\`${code}\``).join(', ')}.`,
    content: {
      [PROBLEM_TYPE]: {
        schema: { allOf: [schemas.of(problemSchema, 'output'), { properties: { code: { enum: codes } } }] },
      },
    },
  };
}

function codesOf({ role, method, params, query, headers, body, errors }: Route): ErrorCode[] {
  const takesInput = [params, query, headers, body].some((part) => part !== undefined);
  const isUnsafe = !['get', 'head', 'options'].includes(method);
  const codes: ErrorCode[] = [
    'internal',
    ...(takesInput ? (['bad-request'] as const) : []),
    ...(body === undefined ? [] : (['request-too-large'] as const)),
    ...refusalsOf(role),
    ...(isUnsafe ? (['origin-refused', 'storage-full'] as const) : []),
    ...errors,
  ];
  return [...new Set(codes)].sort();
}

/** What a session or an API key may be refused with. */
export const SESSION_REFUSALS = [
  'session-invalid',
  'session-expired',
  'key-invalid',
  'key-expired',
  'rate-limited',
] as const;
const TOKEN_REFUSALS = ['token-invalid', 'token-expired', 'token-revoked', 'token-wrong-channel'] as const;

/** Why somebody may not be let in. */
function refusalsOf(role: RouteRole): readonly ErrorCode[] {
  switch (role) {
    case 'public':
      return [];
    case 'viewer':
      return ['token-required', ...TOKEN_REFUSALS, ...SESSION_REFUSALS];
    default:
      return ['sign-in-required', ...SESSION_REFUSALS, 'not-allowed'];
  }
}

/** JSON Schemas of zod schemas; those that carry an id are kept once, under their name. */
class NamedSchemas {
  readonly named: Json = {};

  of(schema: z.ZodType, io: 'input' | 'output'): Json {
    // Wrapped, because a schema at the top is never taken for a reference.
    const { properties, $defs } = z.toJSONSchema(z.object({ it: schema }), {
      io,
      unrepresentable: 'any',
    }) as unknown as {
      properties: { it: Json };
      $defs?: Json;
    };
    for (const [name, definition] of Object.entries($defs ?? {})) {
      const { id: _, ...form } = definition as Json;
      this.named[name] = referringToComponents(form);
    }
    return referringToComponents(properties.it) as Json;
  }
}

function referringToComponents(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/'));
}
