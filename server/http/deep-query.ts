const MEMBER = /^(\w{1,64})\[([^[\]]{1,200})\]$/;

/** A query with its `name[key]=value` parameters made members of one object (OpenAPI's style `deepObject`). */
export function deepQuery(query: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const members = new Map<string, [string, unknown][]>();
  const plain: [string, unknown][] = [];
  for (const [parameter, value] of Object.entries(query)) {
    const [, name, key] = MEMBER.exec(parameter) ?? [];
    if (name === undefined || key === undefined) plain.push([parameter, value]);
    else members.set(name, [...(members.get(name) ?? []), [key, value]]);
  }
  // `name=…` beside `name[key]=…` is for the schema to refuse: neither hides the other.
  const objects = [...members].map(([name, pairs]): [string, unknown] => {
    const object = Object.fromEntries(pairs);
    return [name, Object.hasOwn(query, name) ? [query[name], object] : object];
  });
  return Object.fromEntries([...plain, ...objects]);
}
