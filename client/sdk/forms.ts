/**
 * Whether what came over the wire has the form that is relied on, written out by hand: the validator that the server uses
 * would weigh more than all that is checked with it.
 */
export type Form<T> = (value: unknown) => value is T;
type Fields<T> = { readonly [Name in keyof T]-?: (value: unknown) => boolean };

export const text = (value: unknown): value is string => typeof value === 'string';
export const number = (value: unknown): value is number => Number.isFinite(value);
export const optional = (form: (value: unknown) => boolean) => (value: unknown) => value === undefined || form(value);
export const listOf = (form: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every(form);
export const oneOf =
  (...values: readonly unknown[]) =>
  (value: unknown) =>
    values.includes(value);

/** A JSON object with these fields, and any others. */
export function record<T>(fields: Fields<T>): Form<T> {
  const checks = Object.entries(fields) as [string, (value: unknown) => boolean][];
  return (value): value is T =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    checks.every(([name, form]) => form((value as Record<string, unknown>)[name]));
}

export const object: Form<object> = record({});
