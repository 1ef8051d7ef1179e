import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import { CodedError } from '../../../shared/errors.js';

/**
 * The file that a path from a request means: one below the import folder, and nothing else on this machine. A symbolic
 * link counts as where it leads.
 *
 * @throws CodedError import-disabled, import-outside, source-missing
 */
export async function importedFile(folder: string | undefined, requested: string): Promise<string> {
  if (folder === undefined) throw new CodedError('import-disabled');
  const root = await realpath(folder).catch(() => {
    throw new CodedError('import-disabled', 'IMPORT_DIR is not there: make the folder, or set another.');
  });
  // The words alone decide first, so that nobody learns what there is elsewhere.
  const named = path.resolve(root, requested);
  const asGiven = path.resolve(folder);
  const wanted = isBelow(asGiven, named) ? path.join(root, path.relative(asGiven, named)) : named;
  if (requested.includes('\0') || !isBelow(root, wanted)) throw new CodedError('import-outside');
  const found = await realpath(wanted).catch(() => undefined);
  if (found === undefined) throw missing(requested);
  if (!isBelow(root, found)) throw new CodedError('import-outside');
  if (!(await lstat(found)).isFile()) throw missing(requested);
  return found;
}

function isBelow(root: string, file: string): boolean {
  const relative = path.relative(root, file);
  return relative !== '' && relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

function missing(requested: string): CodedError {
  return new CodedError('source-missing', `There is no file ${JSON.stringify(requested)} in IMPORT_DIR.`);
}
