import { expect } from 'chai';
import { z } from 'zod';
import { json, nothing } from '../../../../server/http/answer.js';
import { defineRoute } from '../../../../server/http/define-route.js';
import { openApiDocument } from '../../../../server/office/http/openapi.js';
import { CodedError } from '../../../../shared/errors.js';

const thing = z.object({ name: z.string(), size: z.int().optional() }).meta({ id: 'Thing' });

const route = defineRoute({
  ...{ method: 'post', path: '/things/:id', role: 'host', summary: 'Change a thing' },
  params: z.object({ id: z.string().max(4) }),
  query: z.object({ dryRun: z.stringbool().default(false).describe('Changes nothing.') }),
  headers: z.object({ 'if-match': z.string().optional() }),
  body: thing,
  answer: json(z.object({ thing, id: z.string(), dryRun: z.boolean() })),
  errors: ['media-unknown'],
  handle: ({ params, query, body }) => ({ thing: { ...body, secret: 1 }, id: params.id, dryRun: query.dryRun }),
});

describe('a route', () => {
  const serve = async (request: object) => {
    let sent: unknown;
    const response = { setHeader() {}, status: () => ({ json: (body: unknown) => (sent = body) }) };
    await route.serve({ params: { id: 'a' }, query: {}, headers: {}, ...request } as never, response as never, null);
    return sent;
  };
  const complaint = (request: object) =>
    serve(request).catch((error: unknown) => (error instanceof CodedError ? `${error.code} ${error.message}` : error));

  it('hands over what its schemas make of a request, and answers no more than its schema names', async () => {
    expect(await serve({ body: { name: 'x', other: 1 }, query: { dryRun: 'true' } })).to.deep.equal({
      ...{ thing: { name: 'x' }, id: 'a', dryRun: true },
    });
  });

  it('names the part of a request that is wrong', async () => {
    expect(await complaint({ body: {} })).to.match(/^bad-request name: /);
    expect(await complaint({ body: undefined })).to.match(/^bad-request the body: /);
    expect(await complaint({ body: { name: 'x' }, params: { id: 'abcde' } })).to.match(/^bad-request id: /);
    expect(await complaint({ body: { name: 'x' }, query: { dryRun: 'perhaps' } })).to.match(/^bad-request dryRun: /);
  });

  describe('in the OpenAPI document', () => {
    const open = defineRoute({
      ...{ method: 'delete', path: '/things/:id', role: 'public', summary: 'Drop a thing' },
      params: z.object({ id: z.string() }),
      answer: nothing(),
      handle() {},
    });
    const document = openApiDocument('/api', [route, open]) as never as {
      paths: Record<string, Record<string, Operation>>;
      components: { schemas: Record<string, object> };
    };
    interface Operation {
      parameters: { name: string; in: string; required: boolean }[];
      security: object[];
      responses: Record<string, object>;
    }

    it('has its parameters, its role and everything it may answer', () => {
      const { post, delete: drop } = document.paths['/things/{id}']!;
      expect(post!.parameters.map((one) => [one.name, one.in, one.required])).to.deep.equal([
        ['id', 'path', true],
        ['dryRun', 'query', false],
        ['if-match', 'header', false],
      ]);
      expect(post!.security).to.deep.equal([{ bearer: [] }, { session: [] }]);
      expect(Object.keys(post!.responses)).to.deep.equal([
        '200',
        '400',
        '401',
        '403',
        '404',
        '413',
        '429',
        '500',
        '507',
      ]);
      expect(JSON.stringify(post!.responses['404'])).to.include('"media-unknown"');
      expect(drop!.security).to.deep.equal([]);
      expect(Object.keys(drop!.responses)).to.deep.equal(['204', '400', '403', '500', '507']);
    });

    it('refers to schemas that have a name', () => {
      const form = { type: 'object', required: ['name'] };
      expect(document.components.schemas['Thing']).to.deep.include(form);
      expect(JSON.stringify(document.paths))
        .to.include('{"$ref":"#/components/schemas/Thing"}')
        .and.not.include('$defs');
    });
  });
});
