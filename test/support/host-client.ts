/** A host who edits by the API of a server, and takes no error for an answer. */
export class HostClient {
  readonly #root: string;

  private constructor(
    root: string,
    readonly token: string,
  ) {
    this.#root = root;
  }

  static async signIn(serverUrl: string, username: string, password: string): Promise<HostClient> {
    const root = `${serverUrl}/api/v1`;
    const { token } = await answerOf<{ token: string }>(
      await fetch(`${root}/auth/login`, jsonRequest('POST', { username, password })),
    );
    return new HostClient(root, token);
  }

  async get<Result>(path: string): Promise<Result> {
    return answerOf(await fetch(this.#root + path, { headers: { Authorization: `Bearer ${this.token}` } }));
  }

  async send<Result>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<Result> {
    return answerOf(await fetch(this.#root + path, jsonRequest(method, body, this.token)));
  }
}

function jsonRequest(method: string, body: unknown, token?: string): RequestInit {
  return {
    method,
    headers: {
      'Content-Type': 'application/json',
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

async function answerOf<Result>(response: Response): Promise<Result> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as Result;
}
