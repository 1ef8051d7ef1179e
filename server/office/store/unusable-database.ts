import SQLite from 'better-sqlite3';

/** What SQLite says of a file rather than of a statement. */
const OF_THE_FILE = /^SQLITE_(CORRUPT|NOTADB|CANTOPEN|IOERR|FORMAT|READONLY|PERM|AUTH)/;

/** The same error with the file's name and what to do, when it is the file that SQLite cannot use; any other as it is. */
export function namingDatabase(error: unknown, file: string): unknown {
  if (!(error instanceof SQLite.SqliteError) || !OF_THE_FILE.test(error.code)) return error;
  const remedy = 'move it away or restore it from a backup';
  return new Error(`${file} cannot be used: ${error.message} (${error.code}); ${remedy}`, { cause: error });
}
