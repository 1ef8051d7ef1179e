import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { expect } from 'chai';

interface Content {
  readonly schema?: object;
}
interface Operation {
  readonly security: readonly object[];
  readonly responses: Record<string, { readonly content?: Record<string, Content> }>;
}
export interface OpenApiDocument {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, object> };
}

/** Asks a server over HTTP, and holds every answer to the OpenAPI document that the server itself publishes. */
export class ApiContract {
  readonly #ajv = new Ajv2020({ allErrors: true, strict: false });
  readonly #validators = new Map<object, ValidateFunction>();

  private constructor(
    readonly url: string,
    readonly document: OpenApiDocument,
  ) {
    this.#ajv.addSchema({ $id: 'api', components: document.components });
  }

  static async of(url: string): Promise<ApiContract> {
    const response = await fetch(`${url}/api/v1/openapi.json`);
    return new ApiContract(url, (await response.json()) as OpenApiDocument);
  }

  get operations(): readonly { method: string; path: string; operation: Operation }[] {
    return Object.entries(this.document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
    );
  }

  /** @param path below the API's root */
  async ask(method: string, path: string, init: RequestInit & { json?: unknown } = {}): Promise<Response> {
    const { json, headers, ...rest } = init;
    const response = await fetch(`${this.url}${this.document.servers[0]?.url}${path}`, {
      ...{ method: method.toUpperCase(), headers: { ...jsonType(json), ...headers }, ...rest },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    await this.check(method, path, response.clone());
    return response;
  }

  /** Fails unless the document has this answer: its status, its media type and every member. */
  async check(method: string, path: string, response: Response): Promise<void> {
    const at = `${method} ${path} → ${response.status}`;
    const operation = this.#operationOf(method, path);
    if (response.status === 304) return;
    const described = operation.responses[response.status];
    if (described === undefined) expect.fail(`${at} is not in the document: ${await response.text()}`);
    const body = Buffer.from(await response.arrayBuffer());
    if (described.content === undefined) return;
    const type = response.headers.get('content-type')?.replace(/;.*/, '') ?? 'none';
    const content = described.content[type];
    if (content === undefined) expect.fail(`${at} is ${type}, the document has ${Object.keys(described.content)}`);
    // The answer to HEAD has no body.
    if (content.schema === undefined || method.toLowerCase() === 'head') return;
    const validate = this.#validatorOf(content.schema);
    if (!validate(JSON.parse(body.toString()))) {
      expect.fail(`${at}: ${this.#ajv.errorsText(validate.errors)}: ${body.toString()}`);
    }
  }

  #operationOf(method: string, path: string): Operation {
    const asked = path.replace(/\?.*/, '').split('/');
    const match = Object.keys(this.document.paths)
      .sort((a, b) => a.split('{').length - b.split('{').length)
      .find((pattern) => {
        const parts = pattern.split('/');
        return parts.length === asked.length && parts.every((part, i) => part.startsWith('{') || part === asked[i]);
      });
    const operation = match && this.document.paths[match]?.[method.toLowerCase()];
    return operation || expect.fail(`${method} ${path} is not in the document`);
  }

  #validatorOf(schema: object): ValidateFunction {
    const known = this.#validators.get(schema);
    if (known) return known;
    const local = JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/')) as object;
    const validator = this.#ajv.compile(local);
    this.#validators.set(schema, validator);
    return validator;
  }
}

function jsonType(json: unknown): Record<string, string> {
  return json === undefined ? {} : { 'Content-Type': 'application/json' };
}
