import { closeSync, openSync, writeSync } from 'node:fs';
import SQLite from 'better-sqlite3';

/** Overwrites the first page of a table, or of an index, with what is no page, as a failing disk does. */
export function spoilTable(file: string, table: string): void {
  const database = new SQLite(file);
  const pageBytes = database.pragma('page_size', { simple: true }) as number;
  const { rootpage } = database.prepare('SELECT rootpage FROM sqlite_master WHERE name = ?').get(table) as {
    rootpage: number;
  };
  database.close();
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(pageBytes, 0xff), 0, pageBytes, (rootpage - 1) * pageBytes);
  closeSync(handle);
}
