import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** So many addresses of this machine, to come from as so many clients would. */
export function loopbackAddresses(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `127.0.${1 + (index >> 8)}.${1 + (index & 255)}`);
}

/** Connections from one address, kept open as a client's are. */
export function agentOf(localAddress: string): Agent {
  return new Agent({ keepAlive: true, localAddress, maxSockets: 8 });
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

/** The status that a request is answered with, and the code of the problem (RFC 9457) when there is one. */
export function ask(agent: Agent, url: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent, method, headers, timeout: 30_000 }, (answer) => {
      text(answer).then((said) => {
        const { statusCode = 0 } = answer;
        resolve(
          statusCode < 400 ? `${statusCode}` : `${statusCode} ${/"code":"([^"]*)"/.exec(said)?.[1] ?? ''}`.trim(),
        );
      }, reject);
    });
    asked.once('timeout', () => asked.destroy(new Error('no answer')));
    asked.once('error', reject);
    asked.end(body);
  });
}
