/** The attributes of a viewer; its own id is the attribute `viewer`. */
export type Audience = Readonly<Record<string, string>>;

/** The attributes a viewer must have, each with this value; `{}` is for everybody. */
export type Condition = Readonly<Record<string, string>>;

export function matches(condition: Condition, audience: Audience): boolean {
  return Object.entries(condition).every(([name, value]) => Object.hasOwn(audience, name) && audience[name] === value);
}

/** Whether no viewer can meet both: they want different values of one attribute. */
export function areDisjoint(a: Condition, b: Condition): boolean {
  return Object.entries(a).some(([name, value]) => Object.hasOwn(b, name) && b[name] !== value);
}

/** The same text for the same condition, in whatever order its attributes were given. */
export function conditionKey(condition: Condition): string {
  return JSON.stringify(Object.entries(condition).sort(([a], [b]) => (a < b ? -1 : 1)));
}
