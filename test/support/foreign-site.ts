import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

/** Something a site serves: text, or a file by its path on the disk. */
interface Page {
  readonly body?: string;
  readonly file?: string;
  readonly make?: () => Promise<string>;
  readonly headers?: Readonly<Record<string, string>>;
}

const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};

/** A web site that is not StreamSync's: another origin, with the pages that a test gives it. */
export class ForeignSite {
  readonly #pages = new Map<string, Page>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server.on('request', (request, response) => this.#answer(request, response));
  }

  static async open(): Promise<ForeignSite> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new ForeignSite(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** @returns the address of a page with this in its body. */
  page(path: string, body: string, headers: Page['headers'] = {}): string {
    this.#pages.set(path, { body: `<!doctype html><meta charset="utf-8"><title>A site</title>\n${body}`, headers });
    return this.url + path;
  }

  /** @returns the address of a file. */
  file(path: string, file: string): string {
    this.#pages.set(path, { file });
    return this.url + path;
  }

  /** @returns an address that answers what is made for each request. */
  answer(path: string, make: () => Promise<string>): string {
    this.#pages.set(path, { make });
    return this.url + path;
  }

  /** Serves all files below a folder; a page `index.html` under its folder's address too. */
  folder(folder: string): void {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (extname(name) === '') continue;
      this.file(`/${name}`, join(folder, name));
      this.file(`/${name.replace(/(^|\/)index\.html$/, '$1')}`, join(folder, name));
    }
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer({ url = '/' }: IncomingMessage, response: ServerResponse): void {
    const path = new URL(url, this.url).pathname;
    const page = this.#pages.get(path);
    if (page === undefined) {
      // Browsers ask for this by themselves, and tests look for errors.
      response.writeHead(path === '/favicon.ico' ? 204 : 404).end();
      return;
    }
    const type = TYPES[extname(page.file ?? 'page.html')] ?? 'application/octet-stream';
    response.writeHead(200, { 'Content-Type': type, ...page.headers });
    if (page.make !== undefined) void page.make().then((body) => response.end(body));
    else response.end(page.file === undefined ? page.body : readFileSync(page.file));
  }
}
