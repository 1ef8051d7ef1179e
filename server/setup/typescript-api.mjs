// @ts-check
// TypeDoc works on TypeScript's compiler API, which ended with version 6: it is given that one for `typescript`.
import { register } from 'node:module';

const hook = `export const resolve = (specifier, context, next) =>
  next(specifier === 'typescript' ? 'typescript-6' : specifier, context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
